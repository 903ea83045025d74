/// One pass over a JSON text, by recursive descent to a limited depth.
struct JSONParser {
    let bytes: [UInt8]
    var offset = 0
    private var depth = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The one value that the whole text holds.
    mutating func document() throws(JSONError) -> JSONValue {
        skipWhitespace()
        let value = try value()
        skipWhitespace()
        guard offset == bytes.count else { throw .trailingBytes(offset: offset) }
        return value
    }

    /// Reads the value that begins at the offset, white space before it skipped already.
    private mutating func value() throws(JSONError) -> JSONValue {
        switch try peek() {
        case UInt8(ascii: "{"): return .object(try object())
        case UInt8(ascii: "["): return .array(try array())
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw .unexpectedByte(offset: offset)
        }
    }

    private mutating func object() throws(JSONError) -> [(String, JSONValue)] {
        try descend()
        var members: [(String, JSONValue)] = []
        var keys = DistinctKeys()
        guard try !closes(with: UInt8(ascii: "}")) else { return members }
        while true {
            let start = offset
            guard try peek() == UInt8(ascii: "\"") else { throw .unexpectedByte(offset: offset) }
            let key = try string()
            guard keys.insert(key) else { throw .duplicateKey(offset: start) }
            skipWhitespace()
            try expect(UInt8(ascii: ":"))
            skipWhitespace()
            members.append((key, try value()))
            guard try continues(or: UInt8(ascii: "}")) else { return members }
        }
    }

    private mutating func array() throws(JSONError) -> [JSONValue] {
        try descend()
        var elements: [JSONValue] = []
        guard try !closes(with: UInt8(ascii: "]")) else { return elements }
        while true {
            elements.append(try value())
            guard try continues(or: UInt8(ascii: "]")) else { return elements }
        }
    }

    /// Steps over the bracket that opens an array or object, and the white space after it.
    private mutating func descend() throws(JSONError) {
        guard depth < JSONValue.depthLimit else { throw .tooDeep(offset: offset) }
        depth += 1
        offset += 1
        skipWhitespace()
    }

    /// Whether the bracket closes at once; steps over it if so.
    private mutating func closes(with bracket: UInt8) throws(JSONError) -> Bool {
        guard try peek() == bracket else { return false }
        offset += 1
        depth -= 1
        return true
    }

    /// After an element: true past a comma, false past the closing bracket.
    private mutating func continues(or bracket: UInt8) throws(JSONError) -> Bool {
        skipWhitespace()
        if try closes(with: bracket) { return false }
        try expect(UInt8(ascii: ","))
        skipWhitespace()
        return true
    }

    private mutating func literal(
        _ text: StaticString, _ value: JSONValue
    ) throws(JSONError) -> JSONValue {
        for character in text.description.utf8 { try expect(character) }
        return value
    }

    private mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard try peek() == byte else { throw .unexpectedByte(offset: offset) }
        offset += 1
    }

    func peek() throws(JSONError) -> UInt8 {
        guard offset < bytes.count else { throw .unexpectedEnd(offset: offset) }
        return bytes[offset]
    }

    private mutating func skipWhitespace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x0A, 0x0D, 0x09: offset += 1
            default: return
            }
        }
    }
}

extension JSONValue {
    /// Reads a whole JSON text of at most `limit` bytes, strictly by RFC 8259.
    ///
    /// UTF-8 without a byte-order mark, distinct keys, no lone surrogates, finite numbers, nesting
    /// up to ``depthLimit``. Time and memory grow in proportion to the text.
    ///
    /// - Throws: ``JSONError`` with the offset of the first offence.
    public init(parsing bytes: [UInt8], limit: Int) throws(JSONError) {
        guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
        var parser = JSONParser(bytes)
        self = try parser.document()
    }
}
