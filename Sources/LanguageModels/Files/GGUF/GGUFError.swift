public import Wire

/// Why a GGUF file, or a tensor asked of it, was refused.
public enum GGUFError: Error, Equatable, Sendable {
    /// The file cannot be read.
    case unreadable(FileError)
    /// The file is something else.
    case mistaken(MistakenFile)
    /// The file does not begin with GGUF's mark.
    case notGGUF
    /// The file is written for machines that put the most significant byte first.
    case bigEndian
    /// The file is of another version than 2 and 3.
    case unsupportedVersion(UInt32)
    /// The file ends within its header, after so many bytes.
    case truncated(size: Int)
    /// The header is longer than ``GGUFFile/headerLimit``.
    case headerTooLong
    /// The header claims more keys than ``GGUFFile/countLimit``.
    case tooManyKeys(UInt64)
    /// The header claims more tensors than ``GGUFFile/countLimit``.
    case tooManyTensors(UInt64)
    /// The name that begins at this byte is empty, too long or no UTF-8.
    case invalidName(offset: Int)
    /// A key of the metadata stands in the header twice.
    case duplicateKey(String)
    /// A tensor's name stands in the header twice.
    case duplicateTensor(String)
    /// A key's value is of a type that the format does not have.
    case unknownValueType(key: String, type: UInt32)
    /// A key's value is a boolean, but neither 0 nor 1.
    case invalidBoolean(key: String)
    /// A key's value has arrays in arrays deeper than ``GGUFFile/depthLimit``.
    case arraysTooDeep(key: String)
    /// `general.alignment` is no power of two.
    case invalidAlignment
    /// A tensor has no dimension, more than four, or one of zero.
    case invalidShape(String)
    /// A tensor's size in bytes does not fit the machine's integers.
    case sizeOverflow(String)
    /// A tensor's elements are of a type that is not read here.
    case unsupportedElementType(tensor: String, type: String)
    /// A row of the tensor ends within a block.
    case rowEndsWithinBlock(tensor: String, columns: Int, format: String)
    /// A tensor's bytes do not begin at a multiple of the alignment.
    case misaligned(String)
    /// A tensor's bytes lie, in part, outside the file.
    case offsetsOutOfRange(String)
    /// A tensor's bytes are also another's.
    case overlap(String)
    /// Bytes before the tensor, or at the end of the file where no tensor is named, are no one's.
    case gap(before: String?)
    /// The file has no tensor of that name.
    case missing(String)
    /// The tensor has another shape than it must have here, outermost dimension first.
    case wrongShape(tensor: String, expected: [Int], found: [Int])
    /// The tensor has an element, or the block with this element a scale, that is not finite.
    case notFinite(tensor: String, index: Int)
}

extension GGUFError: CustomStringConvertible {
    /// One sentence that says what is wrong.
    public var description: String { fileDescription ?? tensorDescription }

    private var fileDescription: String? {
        switch self {
        case .unreadable(let error): error.message
        case .mistaken(let file): "The GGUF file \(file)."
        case .notGGUF: "The file does not begin as a GGUF file does; give a .gguf file."
        case .bigEndian:
            "The GGUF file is written for big-endian machines; fetch the little-endian one."
        case .unsupportedVersion(let version):
            "The GGUF file is of version \(version); versions 2 and 3 can be read."
        case .truncated(let size):
            "The GGUF file ends within its header, after \(size) bytes; fetch it again."
        case .headerTooLong:
            "The GGUF header has more than the \(GGUFFile.headerLimit) bytes that it may have."
        case .tooManyKeys(let count):
            "The GGUF header claims \(count) keys; the limit is \(GGUFFile.countLimit)."
        case .tooManyTensors(let count):
            "The GGUF header claims \(count) tensors; the limit is \(GGUFFile.countLimit)."
        case .invalidName(let offset):
            "The name at byte \(offset) of the GGUF file is empty, too long or no UTF-8."
        case .duplicateKey(let key): "The GGUF file has the key \(key) twice."
        case .duplicateTensor(let name): "The GGUF file has the tensor \(name) twice."
        case .unknownValueType(let key, let type):
            "The GGUF key \(key) has a value of the unknown type \(type)."
        case .invalidBoolean(let key): "The GGUF key \(key) has a boolean other than 0 and 1."
        case .arraysTooDeep(let key):
            "The GGUF key \(key) has arrays nested deeper than \(GGUFFile.depthLimit)."
        case .invalidAlignment: "The GGUF file's general.alignment is no power of two."
        default: nil
        }
    }

    private var tensorDescription: String {
        switch self {
        case .invalidShape(let name):
            "The tensor \(name) has no dimension, more than four, or one of zero."
        case .sizeOverflow(let name): "The shape of the tensor \(name) is too large to exist."
        case .unsupportedElementType(let tensor, let type):
            "The tensor \(tensor) has elements of type \(type); "
                + BlockFormat.allCases.map(\.name).joined(separator: ", ") + " can be read."
        case .rowEndsWithinBlock(let tensor, let columns, let format):
            "The tensor \(tensor) has rows of \(columns) elements, which are no whole blocks of "
                + "\(format)."
        case .misaligned(let name):
            "The tensor \(name) does not begin at a multiple of the GGUF file's alignment."
        case .offsetsOutOfRange(let name): "The tensor \(name) lies outside the GGUF file."
        case .overlap(let name): "The tensor \(name) shares bytes with another one."
        case .gap(let name?): "Bytes before the tensor \(name) belong to no tensor."
        case .gap(nil): "Bytes at the end of the GGUF file belong to no tensor."
        case .missing(let name): "The GGUF file has no tensor \(name)."
        case .wrongShape(let tensor, let expected, let found):
            "The tensor \(tensor) has the shape \(found); it must have \(expected)."
        case .notFinite(let tensor, let index):
            "At the element \(index) the tensor \(tensor) has a number that is not finite."
        default: "The GGUF file is malformed."
        }
    }
}
