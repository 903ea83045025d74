/// Reads a GGUF header from front to back, and of the file no more than a window at a time.
///
/// Every length is held against what is left before room is made for it.
struct GGUFCursor {
    private static let windowSize = 1 << 16

    private let source: ByteSource
    private let limit: Int
    private var window: [UInt8] = []
    private var windowStart = 0

    /// How many bytes have been read.
    private(set) var offset = 0

    /// Starts before the first byte; `limit` bytes at most are read.
    init(_ source: ByteSource, limit: Int) {
        self.source = source
        self.limit = limit
    }

    /// The next bytes as a little-endian integer.
    mutating func integer<Value: FixedWidthInteger>() throws(GGUFError) -> Value {
        let width = Value.bitWidth / 8
        try fill(width)
        var value: Value = 0
        for index in (0..<width).reversed() {
            value = value << 8 | Value(truncatingIfNeeded: window[offset - windowStart + index])
        }
        offset += width
        return value
    }

    /// A text: its length in eight bytes, then its bytes.
    mutating func string() throws(GGUFError) -> [UInt8] {
        let length: UInt64 = try integer()
        let count = try required(length)
        try fill(count)
        defer { offset += count }
        return Array(window[offset - windowStart..<offset - windowStart + count])
    }

    /// A name of UTF-8, from one byte up to `longest`.
    mutating func name(longest: Int) throws(GGUFError) -> String {
        let start = offset
        let length: UInt64 = try integer()
        offset = start
        guard length > 0, length <= UInt64(longest),
            let name = String(validating: try string(), as: UTF8.self)
        else { throw .invalidName(offset: start) }
        return name
    }

    /// Refuses what reaches beyond the file or beyond the longest header.
    private func required(_ count: UInt64) throws(GGUFError) -> Int {
        guard count <= UInt64(source.size - offset) else { throw .truncated(size: source.size) }
        guard count <= UInt64(max(0, limit - offset)) else { throw .headerTooLong }
        return Int(count)
    }

    private mutating func fill(_ count: Int) throws(GGUFError) {
        guard offset + count > windowStart + window.count else { return }
        _ = try required(UInt64(count))
        let end = min(source.size, limit, offset + max(count, Self.windowSize))
        do { window = try source.bytes(in: offset..<end) } catch { throw .unreadable(error) }
        windowStart = offset
    }
}

// MARK: - Values

extension GGUFCursor {
    /// A value of the metadata, behind the number of its type.
    mutating func value(key: String) throws(GGUFError) -> GGUFValue {
        try value(of: valueType(key: key), key: key)
    }

    /// A value whose type is known; `depth` arrays are around it.
    mutating func value(
        of type: GGUFValueType, key: String, depth: Int = 0
    ) throws(GGUFError) -> GGUFValue {
        switch type {
        case .uint8: .unsigned(UInt64(try integer() as UInt8))
        case .uint16: .unsigned(UInt64(try integer() as UInt16))
        case .uint32: .unsigned(UInt64(try integer() as UInt32))
        case .uint64: .unsigned(try integer())
        case .int8: .signed(Int64(try integer() as Int8))
        case .int16: .signed(Int64(try integer() as Int16))
        case .int32: .signed(Int64(try integer() as Int32))
        case .int64: .signed(try integer())
        case .single: .single(Float(bitPattern: try integer()))
        case .double: .double(Double(bitPattern: try integer()))
        case .boolean: .boolean(try boolean(key: key))
        case .string: .string(try string())
        case .array: .array(try array(key: key, depth: depth))
        }
    }

    private mutating func valueType(key: String) throws(GGUFError) -> GGUFValueType {
        let number: UInt32 = try integer()
        guard let type = GGUFValueType(rawValue: number) else {
            throw .unknownValueType(key: key, type: number)
        }
        return type
    }

    private mutating func boolean(key: String) throws(GGUFError) -> Bool {
        let byte: UInt8 = try integer()
        guard byte <= 1 else { throw .invalidBoolean(key: key) }
        return byte == 1
    }

    /// An array as it lies in the file, with everything in it checked.
    private mutating func array(key: String, depth: Int) throws(GGUFError) -> GGUFArray {
        let (type, count) = try arrayHead(key: key, depth: depth)
        let start = offset
        try skipElements(of: type, count, key: key, depth: depth)
        do {
            return GGUFArray(type: type, count: count, bytes: try source.bytes(in: start..<offset))
        } catch {
            throw .unreadable(error)
        }
    }

    private mutating func arrayHead(
        key: String, depth: Int
    ) throws(GGUFError) -> (type: GGUFValueType, count: Int) {
        guard depth < GGUFFile.depthLimit else { throw .arraysTooDeep(key: key) }
        let type = try valueType(key: key)
        let count: UInt64 = try integer()
        let (least, overflows) = count.multipliedReportingOverflow(by: UInt64(type.smallestWidth))
        _ = try required(overflows ? .max : least)
        return (type, Int(count))
    }

    private mutating func skipElements(
        of type: GGUFValueType, _ count: Int, key: String, depth: Int
    ) throws(GGUFError) {
        switch type {
        case .string:
            for _ in 0..<count {
                let length: UInt64 = try integer()
                offset += try required(length)
            }
        case .array:
            for _ in 0..<count {
                let (inner, innerCount) = try arrayHead(key: key, depth: depth + 1)
                try skipElements(of: inner, innerCount, key: key, depth: depth + 1)
            }
        case .boolean:
            for _ in 0..<count { _ = try boolean(key: key) }
        default: offset += count * type.smallestWidth
        }
    }
}
