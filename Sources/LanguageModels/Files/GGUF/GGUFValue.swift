/// A value of a GGUF file's metadata
/// (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, `gguf_metadata_value_t`).
public enum GGUFValue: Equatable, Sendable {
    /// An unsigned integer of 8, 16, 32 or 64 bits.
    case unsigned(UInt64)
    /// A signed integer of 8, 16, 32 or 64 bits.
    case signed(Int64)
    /// A number of single precision.
    case single(Float)
    /// A number of double precision.
    case double(Double)
    /// A truth value.
    case boolean(Bool)
    /// A text's bytes; the format wants UTF-8, and vocabularies do not always keep to it.
    case string([UInt8])
    /// Values of one type.
    case array(GGUFArray)
}

extension GGUFValue {
    /// The integer, or nil, also for one that does not fit.
    public var integerValue: Int? {
        switch self {
        case .unsigned(let value): Int(exactly: value)
        case .signed(let value): Int(value)
        default: nil
        }
    }

    /// The number of either precision, or nil.
    public var doubleValue: Double? {
        switch self {
        case .single(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    /// The truth value, or nil.
    public var booleanValue: Bool? {
        guard case .boolean(let value) = self else { return nil }
        return value
    }

    /// The text where it is UTF-8, or nil.
    public var textValue: String? {
        guard case .string(let bytes) = self else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The array, or nil.
    public var arrayValue: GGUFArray? {
        guard case .array(let array) = self else { return nil }
        return array
    }
}

extension GGUFValue {
    /// What an error says of the value: a number or a text whole, of an array that it is one.
    var shortText: String {
        switch self {
        case .unsigned(let value): String(value)
        case .signed(let value): String(value)
        case .single(let value): value.description
        case .double(let value): value.description
        case .boolean(let value): String(value)
        case .string(let bytes): String(String(decoding: bytes.prefix(80), as: UTF8.self))
        case .array(let array): "array of \(array.count)"
        }
    }
}

/// An array of a GGUF file's metadata, kept as it lies in the file and decoded when asked.
///
/// A vocabulary has a hundred thousand texts; as its bytes it takes the room that it has in the
/// file, whatever the file claims.
public struct GGUFArray: Equatable, Sendable {
    let type: GGUFValueType
    /// Number of elements.
    public let count: Int
    /// The elements, one after the other, checked.
    let bytes: [UInt8]

    /// The integers, or nil where an element is none or does not fit.
    public var integers: [Int]? { decoded(\.integerValue) }

    /// The numbers of either precision, or nil where an element is none.
    public var numbers: [Double]? { decoded(\.doubleValue) }

    /// The texts' bytes, or nil where an element is no text.
    public var strings: [[UInt8]]? {
        decoded {
            guard case .string(let bytes) = $0 else { return nil }
            return bytes
        }
    }

    /// The inner arrays, or nil where an element is none.
    public var arrays: [GGUFArray]? { decoded(\.arrayValue) }

    /// The elements, or nil where there are more than `limit`.
    func values(within limit: Int) -> [GGUFValue]? {
        count <= limit ? decoded { $0 } : nil
    }

    private func decoded<Element>(_ decode: (GGUFValue) -> Element?) -> [Element]? {
        var cursor = GGUFCursor(.memory(bytes), limit: bytes.count)
        var elements: [Element] = []
        // Element by element, so that what is of another type takes no room.
        for _ in 0..<count {
            guard let value = try? cursor.value(of: type, key: ""), let element = decode(value)
            else { return nil }
            elements.append(element)
        }
        return elements
    }
}

/// The types of a value, by their numbers in the file.
enum GGUFValueType: UInt32 {
    case uint8 = 0
    case int8, uint16, int16, uint32, int32, single, boolean, string, array, uint64, int64, double

    /// Bytes of one value; nil where values are of different lengths.
    var width: Int? {
        switch self {
        case .uint8, .int8, .boolean: 1
        case .uint16, .int16: 2
        case .uint32, .int32, .single: 4
        case .uint64, .int64, .double: 8
        case .string, .array: nil
        }
    }

    /// The fewest bytes that a value takes: a text's length, an array's type and count.
    var smallestWidth: Int { width ?? (self == .string ? 8 : 12) }
}
