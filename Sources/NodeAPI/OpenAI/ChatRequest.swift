internal import Money
internal import Wire

/// What a chat completion asks, read from the request.
struct ChatRequest {
    let model: String
    /// The text of the last message of the user.
    let question: String
    let isStream: Bool
    let includesUsage: Bool

    /// Reads the body.
    ///
    /// What our models do not know, temperature and the like, is ignored.
    ///
    /// - Throws: ``HTTPProblem`` that names the parameter.
    init(_ body: JSONValue, limits: APILimits) throws(HTTPProblem) {
        let fields = try JSONFields(body)
        model = try fields.string("model")
        guard try fields.optionalInteger("n") ?? 1 == 1 else {
            throw fields.problem("n", "must be 1: a question has one answer.")
        }
        isStream = try fields.optionalBool("stream") ?? false
        includesUsage =
            try fields.optionalObject("stream_options")?.optionalBool("include_usage") ?? false
        question = try Self.question(in: try fields.array("messages"), limits: limits)
    }

    /// Checks every message and takes the user's last.
    private static func question(
        in messages: [JSONValue], limits: APILimits
    ) throws(HTTPProblem) -> String {
        var question: String?
        for (position, message) in messages.enumerated() {
            let fields = try JSONFields(message, at: "messages[\(position)]")
            let role = try fields.string("role")
            guard ChatRole(rawValue: role) != nil else {
                throw fields.problem(
                    "role", "must be one of \(ChatRole.words.joined(separator: ", ")).")
            }
            guard role == ChatRole.user.rawValue else { continue }
            question = try text(of: fields)
        }
        guard let question else {
            throw .invalid("messages", "messages must hold one of the user.")
        }
        guard question.utf8.count <= limits.questionBytes else {
            throw .invalid(
                "messages", "The question is over the limit of \(limits.questionBytes) bytes.")
        }
        guard !question.isEmpty else { throw .invalid("messages", "The question is empty.") }
        return question
    }

    /// The content of a message of the user: a string, or text parts, which become lines.
    private static func text(of message: JSONFields) throws(HTTPProblem) -> String {
        guard let content = message["content"] else {
            throw message.problem("content", "is missing; it must be a string or text parts.")
        }
        if let text = content.stringValue { return text }
        guard let parts = content.arrayValue else {
            throw message.problem("content", "must be a string or an array of text parts.")
        }
        var lines: [String] = []
        for (position, part) in parts.enumerated() {
            let fields = try JSONFields(part, at: message.name("content[\(position)]"))
            guard try fields.string("type") == "text" else {
                throw fields.problem("type", "must be text: our models read nothing else.")
            }
            lines.append(try fields.string("text"))
        }
        return lines.joined(separator: "\n")
    }
}

/// Who speaks a message.
enum ChatRole: String, CaseIterable {
    case system, developer, user, assistant, tool, function

    static let words = allCases.map(\.rawValue)
}
