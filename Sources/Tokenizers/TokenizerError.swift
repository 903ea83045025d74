public import Wire

/// Why a tokenizer's description or a text was refused.
public enum TokenizerError: Error, Equatable, Sendable {
    /// `tokenizer.json` is something else.
    case mistaken(MistakenFile)
    /// `tokenizer.json` is not JSON.
    case malformedJSON(JSONError)
    /// A field of `tokenizer.json` is absent or of another type or range than it must have.
    case invalidField(String)
    /// `tokenizer.json` asks for a step that this tokenizer does not do.
    case unsupported(field: String, value: String)
    /// `tokenizer.json` refers to a piece that its vocabulary lacks.
    case unknownPiece(String)
    /// A piece or an id stands in the vocabulary or among the added tokens with two meanings.
    case ambiguousPiece(String)
    /// The vocabulary was made so that its pieces collide in a hash table.
    case crowdedVocabulary
    /// A GGUF file's metadata `tokenizer.ggml.` followed by this are missing or contradict others.
    case invalidMetadata(String)
    /// A GGUF file's metadata name a kind of vocabulary that this tokenizer does not do.
    case unsupportedMetadata(field: String, value: String)
    /// The text is not UTF-8; the first bad byte is at `offset`.
    case invalidUTF8(offset: Int)
}

extension TokenizerError: CustomStringConvertible {
    /// One sentence that says what is wrong.
    public var description: String {
        switch self {
        case .mistaken(let file): "tokenizer.json \(file)."
        case .malformedJSON(let error): "tokenizer.json is malformed: \(error)"
        case .invalidField(let field):
            "The field \(field) of tokenizer.json is missing or not what it must be."
        case .unsupported(let field, let value):
            "The \(field) \(value) of tokenizer.json is not supported."
        case .unknownPiece(let piece):
            "tokenizer.json refers to the piece \(piece), which is not in its vocabulary."
        case .ambiguousPiece(let piece):
            "The piece \(piece) of tokenizer.json shares its text or its id with another one."
        case .crowdedVocabulary:
            "The vocabulary of tokenizer.json was made to collide in a hash table."
        case .invalidMetadata(let field):
            "The GGUF metadata tokenizer.ggml.\(field) are missing or not what they must be."
        case .unsupportedMetadata(let field, let value):
            "The value \(value) of the GGUF metadata tokenizer.ggml.\(field) is not supported."
        case .invalidUTF8(let offset): "The text is not UTF-8: see its byte \(offset)."
        }
    }
}
