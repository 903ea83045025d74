public import Wire

/// Why a safetensors file, or a tensor asked of it, was refused.
public enum SafetensorsError: Error, Equatable, Sendable {
    /// The file cannot be read.
    case unreadable(FileError)
    /// The file ends before its header does.
    case truncated(size: Int)
    /// The file is something else.
    case mistaken(MistakenFile)
    /// The header is longer than ``SafetensorsFile/headerLimit``.
    case headerTooLong(UInt64)
    /// The header is no JSON.
    case malformedHeader(JSONError)
    /// A tensor's name, or a key of its entry, stands in the header twice.
    case duplicateName(offset: Int)
    /// The header is JSON, but no object, or its metadata are no texts.
    case invalidHeader
    /// A tensor's entry lacks `dtype`, `shape` or `data_offsets`, or has them of a wrong kind.
    case invalidEntry(String)
    /// A tensor's elements are of a type that is not known here.
    case unknownElementType(tensor: String, type: String)
    /// A tensor's size in bytes does not fit the machine's integers.
    case sizeOverflow(String)
    /// A tensor's bytes are not as many as its shape and its type need.
    case sizeMismatch(String)
    /// A tensor's bytes lie, in part, outside the file.
    case offsetsOutOfRange(String)
    /// A tensor's bytes are also another's.
    case overlap(String)
    /// Bytes before the tensor, or at the end of the file where no tensor is named, are no one's.
    case gap(before: String?)
    /// The file has no tensor of that name.
    case missing(String)
    /// The tensor has another shape than it must have here.
    case wrongShape(tensor: String, expected: [Int], found: [Int])
    /// The tensor's elements are not floating-point numbers of 16 or 32 bits.
    case notFloatingPoint(tensor: String, type: String)
    /// The tensor has an element that is not finite.
    case notFinite(tensor: String, index: Int)
    /// With the tensor's elements some input makes numbers beyond the range of Float.
    case beyondReach(tensor: String)
}

extension SafetensorsError: CustomStringConvertible {
    /// One sentence that says what is wrong.
    public var description: String {
        switch self {
        case .unreadable(let error): error.message
        case .truncated(let size):
            "The safetensors file ends within its header, after \(size) bytes; fetch it again."
        case .mistaken(let file): "The file of weights \(file)."
        case .headerTooLong(let count):
            "The safetensors header claims \(count) bytes; the limit is "
                + "\(SafetensorsFile.headerLimit)."
        case .malformedHeader(let error): "The safetensors header is malformed: \(error)"
        case .duplicateName(let offset):
            "The safetensors header names something twice, at byte \(offset)."
        case .invalidHeader: "The safetensors header is no object of tensors."
        case .invalidEntry(let name): "The safetensors header describes \(name) wrongly."
        case .unknownElementType(let tensor, let type):
            "The tensor \(tensor) has elements of the unknown type \(type)."
        case .sizeOverflow(let name): "The shape of the tensor \(name) is too large to exist."
        case .sizeMismatch(let name):
            "The tensor \(name) has not the number of bytes that its shape and type need."
        case .offsetsOutOfRange(let name): "The tensor \(name) lies outside the safetensors file."
        case .overlap(let name): "The tensor \(name) shares bytes with another one."
        case .gap(let name?): "Bytes before the tensor \(name) belong to no tensor."
        case .gap(nil): "Bytes at the end of the safetensors file belong to no tensor."
        case .missing(let name): "The safetensors file has no tensor \(name)."
        case .wrongShape(let tensor, let expected, let found):
            "The tensor \(tensor) has the shape \(found); it must have \(expected)."
        case .notFloatingPoint(let tensor, let type):
            "The tensor \(tensor) has elements of type \(type); F32, F16 or BF16 can be read."
        case .notFinite(let tensor, let index):
            "The element \(index) of the tensor \(tensor) is not a finite number."
        case .beyondReach(let tensor):
            "The elements of the tensor \(tensor) are so large that some text would make numbers "
                + "beyond the range of arithmetic; these are no weights of a trained model."
        }
    }
}
