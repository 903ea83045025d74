extension JSONParser {
    /// Reads the number whose first byte, a minus sign or a digit, stands at the offset.
    mutating func number() throws(JSONError) -> JSONValue {
        let start = offset
        let negative = accept(UInt8(ascii: "-"))
        let leadingZero = offset < bytes.count && bytes[offset] == UInt8(ascii: "0")
        let digits = try digits(of: start)
        guard digits == 1 || !leadingZero else { throw .malformedNumber(offset: start) }
        var isInteger = true
        if accept(UInt8(ascii: ".")) {
            isInteger = false
            _ = try self.digits(of: start)
        }
        if accept(UInt8(ascii: "e")) || accept(UInt8(ascii: "E")) {
            isInteger = false
            if !accept(UInt8(ascii: "+")) { _ = accept(UInt8(ascii: "-")) }
            _ = try self.digits(of: start)
        }
        if isInteger, let value = integer(from: start, negative: negative) {
            return .integer(value)
        }
        // The grammar has been checked, so the whole text is one that Double reads, to nearest.
        guard let value = Double(String(decoding: bytes[start..<offset], as: UTF8.self)) else {
            throw .malformedNumber(offset: start)
        }
        guard value.isFinite else { throw .numberOutOfRange(offset: start) }
        return .decimal(value)
    }

    /// The checked digits from `start` to the offset; nil where they exceed 64 bits.
    private func integer(from start: Int, negative: Bool) -> Int64? {
        var value: Int64 = 0
        for position in (negative ? start + 1 : start)..<offset {
            let digit = Int64(bytes[position] - UInt8(ascii: "0"))
            let (product, over) = value.multipliedReportingOverflow(by: 10)
            let (sum, carried) =
                negative
                ? product.subtractingReportingOverflow(digit)
                : product.addingReportingOverflow(digit)
            guard !over, !carried else { return nil }
            value = sum
        }
        return value
    }

    /// Steps over at least one digit and counts them.
    private mutating func digits(of start: Int) throws(JSONError) -> Int {
        let first = offset
        while offset < bytes.count,
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset])
        {
            offset += 1
        }
        guard offset > first else { throw .malformedNumber(offset: start) }
        return offset - first
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }
}
