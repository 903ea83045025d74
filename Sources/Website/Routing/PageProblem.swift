internal import HTTPTypes

/// Why a page is not shown; it becomes a page of its own.
struct PageProblem: Error {
    let status: HTTPResponse.Status
    let title: String
    /// What happened, and what to do.
    let sentence: String
    var headers: HTTPFields = [:]

    static let paymentRequired = HTTPResponse.Status(code: 402, reasonPhrase: "Payment Required")

    static let noPage = PageProblem(
        status: .notFound, title: "There is no such page",
        sentence: "Nothing stands at this address. The log's search finds entries, accounts, "
            + "models and Datanets.")

    static func notFound(_ sentence: String) -> PageProblem {
        PageProblem(status: .notFound, title: "Not found", sentence: sentence)
    }

    static func wrongMethod(_ method: HTTPRequest.Method, allow: String) -> PageProblem {
        PageProblem(
            status: .methodNotAllowed, title: "This address is not for \(method.rawValue)",
            sentence: "It takes \(allow).", headers: [.allow: allow])
    }

    static let foreignPost = PageProblem(
        status: .forbidden, title: "This form came from another site",
        sentence: "A question may only be sent from this site's own pages. Nothing was charged.")

    static let failed = PageProblem(
        status: .internalServerError, title: "The node failed",
        sentence: "Its log says why. If you asked a question, the log of entries shows whether it "
            + "was answered and charged.")
}
