internal import HTTPTypes
internal import Money
internal import NodeAPI

/// Why a question from the site was not answered, with the status and the words that say so.
struct AskRefusal: Error {
    let status: HTTPResponse.Status
    let notice: Notice
    var headers: HTTPFields = [:]

    private static let unsent =
        "Your question was not sent to the model, and nothing was charged. It is still in the "
        + "field above."

    static let empty = AskRefusal(
        status: .unprocessableContent,
        notice: Notice("There is no question yet", "Write one above. Nothing was charged."))

    static let maximum = AskRefusal(
        status: .unprocessableContent,
        notice: Notice(
            "The most to pay is not an amount",
            "Write it in OPEN with at most nine decimals, such as 0.01. " + unsent))

    static let unknownKey = AskRefusal(
        status: .unauthorized,
        notice: Notice("This node does not know the API key", unsent, isBad: true))

    static func tooLong(limit: Int) -> AskRefusal {
        AskRefusal(
            status: .unprocessableContent,
            notice: Notice(
                "The question is too long",
                "It may have \(CountText.grouped(limit)) bytes. " + unsent))
    }

    init(status: HTTPResponse.Status, notice: Notice, headers: HTTPFields = [:]) {
        self.status = status
        self.notice = notice
        self.headers = headers
    }

    init(_ refusal: ServiceRefusal) {
        switch refusal {
        case .unknownModel(let name, let nearest): self = .unknownModel(name, nearest)
        case .unaffordable(let price, let balance):
            self.init(
                status: PageProblem.paymentRequired,
                notice: Notice(
                    "This answer costs \(price), and the balance is \(balance)", Self.unsent))
        case .priceAboveMaximum(let price, let maximum):
            self.init(
                status: PageProblem.paymentRequired,
                notice: Notice(
                    "This answer costs \(price), more than the \(maximum) that you would pay",
                    Self.unsent))
        case .overloaded(let seconds): self = .overloaded(seconds)
        case .invalid(_, let message):
            self.init(
                status: .unprocessableContent,
                notice: Notice("The question could not be taken", message + " " + Self.unsent))
        case .idempotencyConflict, .conflict:
            self.init(
                status: .conflict,
                notice: Notice("This form was sent with another question before", Self.unsent))
        case .notFound(let message), .forbidden(let message):
            self.init(
                status: .forbidden,
                notice: Notice("The node does not answer this", message + " " + Self.unsent))
        case .stopped(let message):
            self.init(
                status: .serviceUnavailable,
                notice: Notice(
                    "This node has stopped taking questions", message + " " + Self.unsent,
                    isBad: true))
        }
    }

    private static func unknownModel(_ name: String, _ nearest: [String]) -> AskRefusal {
        AskRefusal(
            status: .notFound,
            notice: Notice(
                "There is no model named “\(ClippedText.name(name))”", unsent,
                nearest: nearest.prefix(3).map(ModelLink.init)))
    }

    /// The wait in the header is the wait in the words.
    private static func overloaded(_ seconds: Int) -> AskRefusal {
        AskRefusal(
            status: .serviceUnavailable,
            notice: Notice(
                "This node is full for the moment. Try again in about "
                    + CountText.counted(max(seconds, 0), "second"),
                unsent + " The button sends the same question again."),
            headers: [.retryAfter: "\(max(seconds, 0))"])
    }
}
