/// Why bytes are no array that is read here.
public enum NumPyError: Error, Equatable, Sendable {
    /// The file cannot be read.
    case unreadable(FileError)
    /// The file cannot be written.
    case unwritable(FileError)
    /// The bytes do not begin with NumPy's mark, or are of another version than 1.0.
    case notNumPy
    /// The bytes end within the header.
    case truncated
    /// The header is no dictionary of `descr`, `fortran_order` and `shape`, each given once.
    case malformedHeader(offset: Int)
    /// The elements are of another type than `<f4`, `<f8`, `<i4` and `|u1`.
    case unsupportedType(String)
    /// The elements lie in column-major order.
    case fortranOrder
    /// There are not as many bytes as shape and type need.
    case sizeMismatch
}

extension NumPyError: CustomStringConvertible {
    /// One sentence that says what is wrong.
    public var description: String {
        switch self {
        case .unreadable(let error), .unwritable(let error): error.message
        case .notNumPy: "The file is no NumPy array of format 1.0."
        case .truncated: "The NumPy file ends within its header."
        case .malformedHeader(let offset):
            "The header of the NumPy file is malformed at byte \(offset)."
        case .unsupportedType(let type):
            "The NumPy file has elements of type \(type); <f4, <f8, <i4 and |u1 can be read."
        case .fortranOrder: "The NumPy file is in column-major order; save it in C order."
        case .sizeMismatch: "The NumPy file has not as many bytes as its shape and type need."
        }
    }
}
