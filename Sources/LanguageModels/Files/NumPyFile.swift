/// An array in NumPy's format 1.0 (`.npy`), C order, little-endian.
///
/// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
public struct NumPyFile: Equatable, Sendable {
    /// The elements, of one of the four types that are read and written.
    public enum Elements: Equatable, Sendable {
        /// `<f4`.
        case float32([Float])
        /// `<f8`.
        case float64([Double])
        /// `<i4`.
        case int32([Int32])
        /// `|u1`.
        case uint8([UInt8])

        var count: Int {
            switch self {
            case .float32(let values): values.count
            case .float64(let values): values.count
            case .int32(let values): values.count
            case .uint8(let values): values.count
            }
        }
    }

    /// Dimensions, outermost first; none for a single number.
    public let shape: [Int]
    /// The elements in row-major order.
    public let elements: Elements

    /// An array of given elements.
    ///
    /// - Precondition: there are as many as the shape says.
    public init(shape: [Int], elements: Elements) {
        precondition(
            shape.reduce(1, *) == elements.count, "an array has as many elements as its shape says")
        self.shape = shape
        self.elements = elements
    }

    /// Reads the bytes of a file.
    ///
    /// - Throws: ``NumPyError``.
    public init(bytes: [UInt8]) throws(NumPyError) {
        let header = try NumPyHeader(bytes)
        var count = 1
        for dimension in header.shape {
            let (product, overflows) = count.multipliedReportingOverflow(by: dimension)
            guard !overflows else { throw .sizeMismatch }
            count = product
        }
        let data = bytes[header.dataStart...]
        let (size, overflows) = count.multipliedReportingOverflow(by: header.type.width)
        guard !overflows, size == data.count else { throw .sizeMismatch }
        shape = header.shape
        elements =
            switch header.type {
            case .float32: .float32(Self.words(data) { Float(bitPattern: $0) })
            case .int32: .int32(Self.words(data) { Int32(bitPattern: $0) })
            case .float64:
                .float64(Self.words(data) { Double(bitPattern: $0) })
            case .uint8: .uint8(Array(data))
            }
    }

    /// Reads a file.
    ///
    /// - Throws: ``NumPyError``.
    public init(path: String) throws(NumPyError) {
        let bytes: [UInt8]
        do {
            bytes = try RegularFile.bytes(at: path, limit: Self.sizeLimit)
        } catch {
            throw .unreadable(error)
        }
        try self.init(bytes: bytes)
    }

    /// Files over 8 GiB are refused unread.
    static let sizeLimit = 8 << 30

    private static func words<Word: FixedWidthInteger, Value>(
        _ data: ArraySlice<UInt8>, _ value: (Word) -> Value
    ) -> [Value] {
        let width = Word.bitWidth / 8
        return stride(from: data.startIndex, to: data.endIndex, by: width).map { start in
            var word: Word = 0
            for byte in 0..<width { word |= Word(data[start + byte]) << Word(8 * byte) }
            return value(word)
        }
    }
}

// MARK: - Writing

extension NumPyFile {
    /// The bytes of the file; the data begin at a multiple of 64.
    public var bytes: [UInt8] {
        // As Python writes a tuple: one element keeps its comma.
        let dimensions =
            shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
        var header = "{'descr': '\(type.rawValue)', 'fortran_order': False, "
        header += "'shape': (\(dimensions)), }"
        let unpadded = NumPyHeader.prefixCount + header.utf8.count + 1
        header += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
        var bytes = NumPyHeader.magic + [1, 0]
        bytes += [UInt8(header.utf8.count & 0xFF), UInt8(header.utf8.count >> 8)]
        bytes += Array(header.utf8)
        bytes.reserveCapacity(bytes.count + elements.count * type.width)
        switch elements {
        case .float32(let values): bytes.append(littleEndian: values)
        case .float64(let values): Self.append(values.lazy.map(\.bitPattern), to: &bytes)
        case .int32(let values): Self.append(values, to: &bytes)
        case .uint8(let values): bytes += values
        }
        return bytes
    }

    /// Writes the file, all or nothing.
    ///
    /// - Throws: ``NumPyError/unwritable(_:)`` when the place cannot be written.
    public func write(to path: String) throws(NumPyError) {
        do { try RegularFile.write(bytes, to: path) } catch { throw .unwritable(error) }
    }

    private var type: NumPyHeader.ElementType {
        switch elements {
        case .float32: .float32
        case .float64: .float64
        case .int32: .int32
        case .uint8: .uint8
        }
    }

    private static func append<Word: FixedWidthInteger>(
        _ words: some Sequence<Word>, to bytes: inout [UInt8]
    ) {
        for word in words {
            for shift in stride(from: 0, to: Word.bitWidth, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> Word(shift)))
            }
        }
    }
}
