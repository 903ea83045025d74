package import HTTPTypes
internal import Hummingbird
internal import Wire

/// Why a request is refused, to be told in the form that its route speaks.
package struct HTTPProblem: Error, Sendable {
    package let status: HTTPResponse.Status
    /// A word for programs.
    let code: String
    /// A few words for people, above the message.
    package let heading: String
    /// One sentence for people that says what to do.
    package let message: String
    /// The parameter that is at fault.
    var parameter: String?
    /// Models with names like the one that there is not.
    package var nearestModels: [String] = []
    /// More fields for programs.
    var fields: [(String, JSONValue)] = []
    package var headers: HTTPFields = [:]

    package init(
        status: HTTPResponse.Status, code: String, heading: String, message: String,
        headers: HTTPFields = [:]
    ) {
        self.status = status
        self.code = code
        self.heading = heading
        self.message = message
        self.headers = headers
    }
}

// MARK: - The three forms

extension HTTPProblem {
    /// How refusals are written under a path.
    enum Form {
        /// OpenAI's error object.
        case openAI
        /// RFC 9457, application/problem+json.
        case problem
        /// A page for people.
        case page

        /// The form under a path for programs.
        init(path: String) {
            let isOpenAI = path == "/v1" || path.utf8.starts(with: "/v1/".utf8)
            self = isOpenAI ? .openAI : .problem
        }
    }

    /// OpenAI's error object.
    var openAIResponse: Response {
        let error: [(String, JSONValue)] = [
            ("message", .string(detail)), ("type", .string(openAIType)),
            ("param", parameter.map(JSONValue.string) ?? .null), ("code", .string(code)),
        ]
        return .json(
            .object([("error", .object(error + fields))]), status: status, headers: headers)
    }

    /// RFC 9457.
    var problemResponse: Response {
        let problem: [(String, JSONValue)] = [
            ("type", .string("about:blank")), ("title", .string(status.reasonPhrase)),
            ("status", .integer(Int64(status.code))), ("detail", .string(detail)),
            ("code", .string(code)),
        ]
        return .json(
            .object(problem + (parameter.map { [("parameter", .string($0))] } ?? []) + fields),
            status: status, headers: headers, type: "application/problem+json")
    }

    /// What OpenAI's clients know as the error's type.
    private var openAIType: String {
        switch status.code {
        case 402: "insufficient_quota"
        case 500...: "server_error"
        default: "invalid_request_error"
        }
    }

    /// The message, with what a page shows as links.
    private var detail: String {
        guard !nearestModels.isEmpty else { return message }
        return message + " Nearest: " + nearestModels.joined(separator: ", ") + "."
    }
}
