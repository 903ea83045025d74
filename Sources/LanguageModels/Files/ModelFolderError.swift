public import Tokenizers
public import Wire

/// Why a model's folder or file was refused; each case names the file.
public enum ModelFolderError: Error, Equatable, Sendable {
    /// A file cannot be read.
    case unreadable(FileError)
    /// A file or folder cannot be written.
    case unwritable(FileError)
    /// A file is something else.
    case mistaken(file: String, MistakenFile)
    /// A file is no JSON.
    case malformedJSON(file: String, JSONError)
    /// A field is missing, or of another type or range than it must have.
    case invalidField(file: String, field: String)
    /// The file asks for something that is not done here.
    case unsupported(file: String, field: String, value: String)
    /// Two files of the folder contradict each other.
    case contradiction(String)
    /// The tokenizer's description was refused.
    case tokenizer(TokenizerError)
    /// The weights were refused.
    case weights(SafetensorsError)
    /// The GGUF file was refused.
    case gguf(GGUFError)
}

extension ModelFolderError: CustomStringConvertible {
    /// One sentence that says what is wrong.
    public var description: String {
        switch self {
        case .unreadable(let error), .unwritable(let error): error.message
        case .mistaken(let file, let mistaken): "\(file) \(mistaken)."
        case .malformedJSON(let file, let error): "\(file) is malformed: \(error)"
        case .invalidField(let file, let field):
            "The field \(field) of \(file) is missing or not what it must be."
        case .unsupported(let file, let field, let value):
            "\(file) asks for the \(field) \(value), which is not supported."
        case .contradiction(let sentence): sentence
        case .tokenizer(let error): error.description
        case .weights(let error): error.description
        case .gguf(let error): error.description
        }
    }
}
