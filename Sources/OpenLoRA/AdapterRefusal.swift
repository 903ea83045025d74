public import LanguageModels
public import Wire

/// Why an adapter cannot be had.
public enum AdapterRefusal: Error, Equatable, Sendable {
    /// None has the name.
    case unknown(ByteName)
    /// One has the name already.
    case taken(ByteName)
    /// Its files were refused.
    case files(ModelFolderError)
    /// It is larger than all the memory for adapters.
    case tooLarge(bytes: Int, limit: Int)
    /// All memory for adapters is in use.
    case full
}

extension AdapterRefusal: CustomStringConvertible {
    /// One sentence that says what to do.
    public var description: String {
        switch self {
        case .unknown(let name): "There is no adapter '\(name.text)'."
        case .taken(let name):
            "There is an adapter '\(name.text)' already; unload it, or replace it in its place."
        case .files(let error): error.description
        case .tooLarge(let bytes, let limit):
            "The adapter takes \(bytes) bytes in memory and there are \(limit) for all of them."
        case .full: "All memory for adapters is in use; try again in a few seconds."
        }
    }
}
