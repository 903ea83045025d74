/// The value of a string as it is written between its quotation marks.
enum StringLiteral {
    /// Decodes as jinja2's lexer: to ASCII by `backslashreplace`, and back by `unicode-escape`.
    ///
    /// The first step shows where a backslash stands before a scalar beyond ASCII: it escapes the
    /// backslash of that scalar's own escape.
    ///
    /// - Throws: ``ChatTemplateError`` for an escape that Python refuses, and for halves of
    ///   surrogate pairs, which no Unicode text holds.
    static func value(
        of source: ArraySlice<Unicode.Scalar>, line: Int
    ) throws(ChatTemplateError) -> PythonString {
        guard source.contains("\\") else { return PythonString(source) }
        var result: [Unicode.Scalar] = []
        var rest = source
        while let scalar = rest.popFirst() {
            guard scalar == "\\", let kind = rest.popFirst() else {
                result.append(scalar)
                continue
            }
            try append(escape: kind, of: &rest, to: &result, line: line)
        }
        return PythonString(result)
    }

    private static func append(
        escape kind: Unicode.Scalar, of rest: inout ArraySlice<Unicode.Scalar>,
        to result: inout [Unicode.Scalar], line: Int
    ) throws(ChatTemplateError) {
        switch kind {
        case "\n": break
        case "\\", "'", "\"": result.append(kind)
        case "a": result.append("\u{7}")
        case "b": result.append("\u{8}")
        case "f": result.append("\u{C}")
        case "n": result.append("\n")
        case "r": result.append("\r")
        case "t": result.append("\t")
        case "v": result.append("\u{B}")
        case "0"..."7": result.append(octal(kind, &rest))
        case "x": result.append(try scalar(digits: 2, &rest, line))
        case "u": result.append(try scalar(digits: 4, &rest, line))
        case "U": result.append(try scalar(digits: 8, &rest, line))
        case "N": throw .unsupported(line: line, construct: "the escape \\N of a character's name")
        default:
            result.append("\\")
            if kind.value < 0x80 {
                result.append(kind)
            } else {
                result += escape(of: kind)
            }
        }
    }

    /// What `backslashreplace` writes for a scalar, without its backslash.
    private static func escape(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        let digits = String(scalar.value, radix: 16)
        let (letter, count) =
            scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
        let padding = String(repeating: "0", count: count - digits.count)
        return Array((letter + padding + digits).unicodeScalars)
    }

    private static func octal(
        _ first: Unicode.Scalar, _ rest: inout ArraySlice<Unicode.Scalar>
    ) -> Unicode.Scalar {
        var value = first.value - 0x30
        for _ in 0..<2 {
            guard let next = rest.first, ("0"..."7").contains(next) else { break }
            value = value << 3 | (next.value - 0x30)
            rest.removeFirst()
        }
        // At most 0o777.
        return Unicode.Scalar(value) ?? first
    }

    private static func scalar(
        digits: Int, _ rest: inout ArraySlice<Unicode.Scalar>, _ line: Int
    ) throws(ChatTemplateError) -> Unicode.Scalar {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let next = rest.popFirst(), next.isASCII,
                let digit = Character(next).hexDigitValue
            else { throw .malformed(line: line, reason: "an escape in a string is cut off") }
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 16)
            guard !overflow else {
                throw .malformed(line: line, reason: "an escape in a string is no character")
            }
            value = shifted + UInt32(digit)
        }
        if let scalar = Unicode.Scalar(value) { return scalar }
        guard value < 0x110000 else {
            throw .malformed(line: line, reason: "an escape in a string is no character")
        }
        throw .unsupported(line: line, construct: "half of a surrogate pair in a string")
    }
}
