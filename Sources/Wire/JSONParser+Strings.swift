extension JSONParser {
    /// Reads the string whose opening quotation mark stands at the offset.
    mutating func string() throws(JSONError) -> String {
        let start = offset
        offset += 1
        let end = try endOfPlainRun()
        guard bytes[end] != UInt8(ascii: "\"") else {
            offset = end + 1
            return try text(bytes[start + 1..<end], of: start)
        }
        var content = Array(bytes[start + 1..<end])
        offset = end
        while bytes[offset] == UInt8(ascii: "\\") {
            try appendEscape(to: &content)
            let next = try endOfPlainRun()
            content.append(contentsOf: bytes[offset..<next])
            offset = next
        }
        offset += 1
        return try text(content[...], of: start)
    }

    /// The position of the next quotation mark or backslash.
    private func endOfPlainRun() throws(JSONError) -> Int {
        var position = offset
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): return position
            case 0..<0x20: throw .controlCharacter(offset: position)
            default: position += 1
            }
        }
        throw .unexpectedEnd(offset: position)
    }

    private func text(_ content: ArraySlice<UInt8>, of start: Int) throws(JSONError) -> String {
        guard let text = String(validating: content, as: UTF8.self) else {
            throw .invalidUTF8(offset: start)
        }
        return text
    }

    /// Reads the escape whose backslash stands at the offset.
    private mutating func appendEscape(to content: inout [UInt8]) throws(JSONError) {
        let start = offset
        offset += 1
        let kind = try peek()
        offset += 1
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(kind)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"):
            content.append(contentsOf: String(try escapedScalar(from: start)).utf8)
        default: throw .malformedEscape(offset: start)
        }
    }

    /// Reads the digits of `\uXXXX`, and of the second half where the first is a high surrogate.
    private mutating func escapedScalar(from start: Int) throws(JSONError) -> Unicode.Scalar {
        let first = try codeUnit(from: start)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, offset + 1 < bytes.count,
            bytes[offset] == UInt8(ascii: "\\"), bytes[offset + 1] == UInt8(ascii: "u")
        else { throw .loneSurrogate(offset: start) }
        let next = offset
        offset += 2
        let second = try codeUnit(from: next)
        let low = UInt32(second) &- 0xDC00
        guard low < 0x400,
            let scalar = Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + low)
        else { throw .loneSurrogate(offset: start) }
        return scalar
    }

    private mutating func codeUnit(from start: Int) throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = Self.hexValue(of: try peek()) else {
                throw .malformedEscape(offset: start)
            }
            unit = unit << 4 | digit
            offset += 1
        }
        return unit
    }

    private static func hexValue(of character: UInt8) -> UInt16? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(character - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(character - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(character - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
