/// Why a chat template was refused or did not render; lines of its source count from 1.
public enum ChatTemplateError: Error, Equatable, Sendable {
    /// The source has more bytes than ``ChatTemplate/sourceLimit``.
    case sourceTooLarge(limit: Int)
    /// The source uses more than ``ChatTemplate/nameLimit`` different variables.
    case tooManyNames(limit: Int)
    /// What stands at `line` is no Jinja; the reason is a clause about it.
    case malformed(line: Int, reason: String)
    /// What stands at `line` is Jinja or Python that this room does not have.
    case unsupported(line: Int, construct: String)
    /// Expressions, statements, macro calls or values are nested too deeply at `line`.
    case tooDeep(line: Int)
    /// The conversation has no message, or a message or a tool is no object.
    case malformedConversation(String)
    /// The template called `raise_exception`: the conversation is not one for this model.
    case raised(message: String)
    /// Python refuses the operation at `line`; the reason is a clause about it.
    case failed(line: Int, reason: String)
    /// Rendering took more work than its conversation can explain.
    case tooMuchWork(line: Int)
    /// The text is longer than ``ChatTemplate/outputLimit`` Unicode scalars.
    case outputTooLarge(limit: Int)
}

extension ChatTemplateError: CustomStringConvertible {
    /// One sentence that says what is wrong and where.
    public var description: String {
        switch self {
        case .sourceTooLarge(let limit):
            "The chat template has more than \(limit) bytes; use the one of its model's files."
        case .tooManyNames(let limit):
            "The chat template uses more than \(limit) different variables."
        case .malformed(let line, let reason):
            "Line \(line) of the chat template is not Jinja: \(reason)."
        case .unsupported(let line, let construct):
            "Line \(line) of the chat template needs \(construct), which is not supported."
        case .tooDeep(let line):
            "Line \(line) of the chat template is nested too deeply."
        case .malformedConversation(let reason):
            "The conversation cannot be rendered: \(reason)."
        case .raised(let message):
            "The chat template refuses the conversation: \(message)"
        case .failed(let line, let reason):
            "Line \(line) of the chat template failed: \(reason)."
        case .tooMuchWork(let line):
            "The chat template did not end within its bounds; it was stopped at line \(line)."
        case .outputTooLarge(let limit):
            "The chat template wrote more than \(limit) characters."
        }
    }
}
