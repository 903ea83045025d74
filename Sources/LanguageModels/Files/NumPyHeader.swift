/// The header of a `.npy` file: a Python dictionary of three entries, in any order.
struct NumPyHeader {
    enum ElementType: String {
        case float32 = "<f4"
        case float64 = "<f8"
        case int32 = "<i4"
        case uint8 = "|u1"

        /// Bytes of one element.
        var width: Int {
            switch self {
            case .float32, .int32: 4
            case .float64: 8
            case .uint8: 1
            }
        }
    }

    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    /// Bytes before the dictionary: mark, version and length.
    static let prefixCount = 10

    let type: ElementType
    let shape: [Int]
    let dataStart: Int

    init(_ bytes: [UInt8]) throws(NumPyError) {
        guard bytes.starts(with: Self.magic + [1, 0]) else { throw .notNumPy }
        guard bytes.count >= Self.prefixCount else { throw .truncated }
        let end = Self.prefixCount + Int(bytes[8]) + Int(bytes[9]) << 8
        guard end <= bytes.count else { throw .truncated }
        var reader = DictionaryReader(bytes: bytes[..<end], position: Self.prefixCount)
        var type: String?
        var isFortran: Bool?
        var shape: [Int]?
        try reader.expect("{")
        while !reader.skip("}") {
            let start = reader.position
            switch try reader.quoted() {
            case "descr" where type == nil:
                try reader.expect(":")
                type = try reader.quoted()
            case "fortran_order" where isFortran == nil:
                try reader.expect(":")
                isFortran = reader.skip("True")
                if isFortran == false { try reader.expect("False") }
            case "shape" where shape == nil:
                try reader.expect(":")
                shape = try reader.tuple()
            default: throw .malformedHeader(offset: start)
            }
            if !reader.skip(",") {
                try reader.expect("}")
                break
            }
        }
        reader.skipSpace()
        guard reader.position == end, let type, let isFortran, let shape else {
            throw .malformedHeader(offset: reader.position)
        }
        guard !isFortran else { throw .fortranOrder }
        guard let known = ElementType(rawValue: type) else { throw .unsupportedType(type) }
        self.type = known
        self.shape = shape
        dataStart = end
    }
}

/// Reads the few forms of Python literal that such a dictionary has.
private struct DictionaryReader {
    let bytes: ArraySlice<UInt8>
    var position: Int

    mutating func skipSpace() {
        while position < bytes.endIndex, [0x20, 0x0A].contains(bytes[position]) { position += 1 }
    }

    /// Steps over white space and then the text, if it is there.
    mutating func skip(_ text: String) -> Bool {
        skipSpace()
        guard bytes[position...].starts(with: text.utf8) else { return false }
        position += text.utf8.count
        return true
    }

    mutating func expect(_ text: String) throws(NumPyError) {
        guard skip(text) else { throw .malformedHeader(offset: position) }
    }

    /// A text in single quotes, without escapes.
    mutating func quoted() throws(NumPyError) -> String {
        try expect("'")
        let quote = UInt8(ascii: "'")
        guard let end = bytes[position...].firstIndex(of: quote), end - position <= 64 else {
            throw .malformedHeader(offset: position)
        }
        let text = bytes[position..<end]
        guard text.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\\") }) else {
            throw .malformedHeader(offset: position)
        }
        position = end + 1
        return String(decoding: text, as: UTF8.self)
    }

    /// `()`, `(3,)` or `(3, 4)`; `(3)` is no tuple.
    mutating func tuple() throws(NumPyError) -> [Int] {
        var dimensions: [Int] = []
        var endsInComma = true
        try expect("(")
        while !skip(")") {
            guard endsInComma, dimensions.count < 32 else {
                throw .malformedHeader(offset: position)
            }
            dimensions.append(try number())
            endsInComma = skip(",")
        }
        guard dimensions.count != 1 || endsInComma else {
            throw .malformedHeader(offset: position)
        }
        return dimensions
    }

    private mutating func number() throws(NumPyError) -> Int {
        skipSpace()
        let digits = bytes[position...].prefix { (0x30...0x39).contains($0) }
        guard let value = Int(String(decoding: digits.prefix(20), as: UTF8.self)),
            digits.count <= 20
        else { throw .malformedHeader(offset: position) }
        position += digits.count
        return value
    }
}
