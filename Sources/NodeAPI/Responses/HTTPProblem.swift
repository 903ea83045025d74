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
        ///
        /// Slashes too many at its beginning, as of a base URL that ends in one, change no form.
        init(path: String) {
            let path = path.utf8.drop { $0 == UInt8(ascii: "/") }
            let rest = path.starts(with: "v1".utf8) ? path.dropFirst(2).first : 0
            self = [nil, UInt8(ascii: "/"), UInt8(ascii: "?")].contains(rest) ? .openAI : .problem
        }
    }

    /// The response in a form for programs.
    func response(as form: Form) -> Response {
        let (type, body) = content(as: form)
        return .bytes(body, type: type, status: status, headers: headers)
    }

    /// Media type and bytes in a form for programs; a page's visitor gets RFC 9457, too, where
    /// nobody makes a page.
    func content(as form: Form) -> (type: String, body: [UInt8]) {
        switch form {
        case .openAI: ("application/json", openAIError.textBytes)
        case .problem, .page: ("application/problem+json", problem.textBytes)
        }
    }

    /// OpenAI's error object.
    private var openAIError: JSONValue {
        let error: [(String, JSONValue)] = [
            ("message", .string(detail)), ("type", .string(openAIType)),
            ("param", parameter.map(JSONValue.string) ?? .null), ("code", .string(code)),
        ]
        return .object([("error", .object(error + fields))])
    }

    /// RFC 9457.
    private var problem: JSONValue {
        let problem: [(String, JSONValue)] = [
            ("type", .string("about:blank")), ("title", .string(status.reasonPhrase)),
            ("status", .integer(Int64(status.code))), ("detail", .string(detail)),
            ("code", .string(code)),
        ]
        return .object(problem + (parameter.map { [("parameter", .string($0))] } ?? []) + fields)
    }

    /// What OpenAI's clients know as the error's type.
    private var openAIType: String {
        switch status.code {
        case 402: "insufficient_quota"
        case 429: "rate_limit_error"
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
