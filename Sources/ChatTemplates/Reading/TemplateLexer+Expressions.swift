extension TemplateLexer {
    /// Reads what stands in a tag, up to behind its end.
    ///
    /// A tag that the template's end cuts off has no token for its end; the parser refuses it.
    mutating func readTag(isBlock: Bool) throws(ChatTemplateError) {
        while position < source.count {
            // `}}` within braces is two of them.
            let end = isBlock ? blockEnd(at: position) : variableEnd(at: position)
            if let end, closers.isEmpty {
                append(isBlock ? .blockEnd : .variableEnd)
                return close(at: end)
            }
            let scalar = source[position]
            if scalar.isPythonSpace {
                advance(to: spaceEnd(from: position))
            } else if scalar.value >= 0x80 {
                throw .unsupported(line: line, construct: "a name beyond ASCII")
            } else if scalar.isDigit {
                try readNumber()
            } else if scalar.isNameStart {
                try readName()
            } else if scalar == "'" || scalar == "\"" {
                try readString()
            } else {
                try readSymbol()
            }
        }
    }

    private mutating func readName() throws(ChatTemplateError) {
        var end = position
        while let scalar = scalar(at: end), scalar.isNameStart || scalar.isDigit { end += 1 }
        if let next = scalar(at: end), next.value >= 0x80, !next.isPythonSpace {
            throw .unsupported(line: line, construct: "a name beyond ASCII")
        }
        append(.name(PythonString(source[position..<end]).text))
        advance(to: end)
    }

    private mutating func readString() throws(ChatTemplateError) {
        var end = position + 1
        while let scalar = scalar(at: end), scalar != source[position] {
            end += scalar == "\\" ? 2 : 1
        }
        guard end < source.count else {
            throw .malformed(line: line, reason: "a string does not end")
        }
        append(.string(try StringLiteral.value(of: source[position + 1..<end], line: line)))
        advance(to: end + 1)
    }

    private mutating func readSymbol() throws(ChatTemplateError) {
        let pair = String(String.UnicodeScalarView(source[position...].prefix(2)))
        let single = String(String.UnicodeScalarView(source[position...].prefix(1)))
        let symbol = TemplateToken.Symbol(rawValue: pair) ?? TemplateToken.Symbol(rawValue: single)
        guard let symbol else {
            throw .malformed(line: line, reason: "'\(single)' cannot stand in a tag")
        }
        switch symbol {
        case .leftBrace: closers.append(.rightBrace)
        case .leftParenthesis: closers.append(.rightParenthesis)
        case .leftBracket: closers.append(.rightBracket)
        case .rightBrace, .rightParenthesis, .rightBracket:
            guard closers.popLast() == symbol else {
                throw .malformed(line: line, reason: "'\(symbol.rawValue)' closes nothing")
            }
        default: break
        }
        append(.symbol(symbol))
        advance(to: position + symbol.rawValue.utf8.count)
    }

    // MARK: Numbers

    private mutating func readNumber() throws(ChatTemplateError) {
        let isFraction = position > 0 && source[position - 1] == "."
        if !isFraction, let end = endOfFloat() {
            let text = PythonString(source[position..<end].filter { $0 != "_" }).text
            guard let value = Double(text), value.isFinite else {
                throw .unsupported(line: line, construct: "the number \(text.shortened)")
            }
            append(.float(value))
            return advance(to: end)
        }
        let (end, radix) = endOfInteger()
        let digits = PythonString(source[(radix == 10 ? position : position + 2)..<end]).text
            .filter { $0 != "_" }
        guard let value = Int(digits, radix: radix) else {
            throw .unsupported(line: line, construct: "the number \(digits.shortened)")
        }
        append(.integer(value))
        advance(to: end)
    }

    /// Behind a fraction, an exponent, or both; nil where the number here has neither.
    private func endOfFloat() -> Int? {
        guard let whole = endOfDigits(from: position, \.isDigit) else { return nil }
        let fraction = scalar(at: whole) == "." ? endOfDigits(from: whole + 1, \.isDigit) : nil
        let mantissa = fraction ?? whole
        guard let letter = scalar(at: mantissa), letter == "e" || letter == "E" else {
            return fraction
        }
        let sign = scalar(at: mantissa + 1)
        let start = mantissa + (sign == "+" || sign == "-" ? 2 : 1)
        return endOfDigits(from: start, \.isDigit) ?? fraction
    }

    private func endOfInteger() -> (end: Int, radix: Int) {
        let prefix = scalar(at: position + 1).map { $0.value | 0x20 }
        let bases: [(letter: Unicode.Scalar, radix: Int)] = [("b", 2), ("o", 8), ("x", 16)]
        if source[position] == "0" {
            for base in bases where prefix == base.letter.value {
                // The grammar allows an underscore behind the prefix.
                let start = position + (scalar(at: position + 2) == "_" ? 3 : 2)
                if let end = endOfDigits(from: start, { $0.isDigit(of: base.radix) }) {
                    return (end, base.radix)
                }
            }
            return (endOfDigits(from: position, { $0 == "0" }) ?? position + 1, 10)
        }
        return (endOfDigits(from: position, \.isDigit) ?? position + 1, 10)
    }

    /// Behind digits with single underscores between them; nil where none stands at the start.
    private func endOfDigits(
        from start: Int, _ isDigit: (Unicode.Scalar) -> Bool
    ) -> Int? {
        var end = start
        while true {
            let next = end > start && scalar(at: end) == "_" ? end + 1 : end
            guard let scalar = scalar(at: next), isDigit(scalar) else {
                return end > start ? end : nil
            }
            end = next + 1
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }

    fileprivate var isNameStart: Bool {
        ("a"..."z").contains(self) || ("A"..."Z").contains(self) || self == "_"
    }

    fileprivate func isDigit(of radix: Int) -> Bool {
        isASCII && Character(self).hexDigitValue.map { $0 < radix } ?? false
    }
}
