internal import HTTPTypes
internal import Hummingbird
internal import Wire

/// Why a request is refused, to be told in the form that its path suggests.
struct HTTPProblem: Error, Sendable {
    let status: HTTPResponse.Status
    /// A word for programs.
    let code: String
    /// One sentence for people that says what to do.
    let message: String
    /// The parameter that is at fault.
    var parameter: String?
    /// More fields for programs.
    var fields: [(String, JSONValue)] = []
    var headers: HTTPFields = [:]

    /// What OpenAI's clients know as the error's type.
    var openAIType: String {
        switch status.code {
        case 402: "insufficient_quota"
        case 500...: "server_error"
        default: "invalid_request_error"
        }
    }
}

// MARK: - The two forms

extension HTTPProblem {
    /// How errors are written under a path.
    enum Form {
        /// OpenAI's error object.
        case openAI
        /// RFC 9457, application/problem+json.
        case problem

        init(path: String) {
            let isOpenAI = path == "/v1" || path.utf8.starts(with: "/v1/".utf8)
            self = isOpenAI ? .openAI : .problem
        }
    }

    func response(_ form: Form) -> Response {
        switch form {
        case .openAI: .json(openAIBody, status: status, headers: headers)
        case .problem:
            .json(problemBody, status: status, headers: headers, type: "application/problem+json")
        }
    }

    private var openAIBody: JSONValue {
        .object([
            (
                "error",
                .object(
                    [
                        ("message", .string(message)), ("type", .string(openAIType)),
                        ("param", parameter.map(JSONValue.string) ?? .null),
                        ("code", .string(code)),
                    ] + fields)
            )
        ])
    }

    private var problemBody: JSONValue {
        .object(
            [
                ("type", .string("about:blank")), ("title", .string(status.reasonPhrase)),
                ("status", .integer(Int64(status.code))), ("detail", .string(message)),
                ("code", .string(code)),
            ] + (parameter.map { [("parameter", .string($0))] } ?? []) + fields)
    }
}
