/// Cuts a template into tokens as jinja2.lexer does with `trim_blocks` and `lstrip_blocks`.
///
/// Two modes: text up to the next tag, in this file, and what stands in a tag.
struct TemplateLexer {
    /// The source with `\n` for every end of line and without one at its very end.
    let source: [Unicode.Scalar]
    var position = 0
    var line = 1
    var tokens: [TemplateToken] = []
    /// The brackets that close those which are open in this tag, innermost last.
    var closers: [TemplateToken.Symbol] = []
    /// Whether the last tag took an end of line with it.
    private var isAtLineStart = true

    init(_ text: String) {
        var source: [Unicode.Scalar] = []
        var previous: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            if scalar == "\r" {
                source.append("\n")
            } else if scalar != "\n" || previous != "\r" {
                source.append(scalar)
            }
            previous = scalar
        }
        if source.last == "\n" { source.removeLast() }
        self.source = source
    }

    /// What opens a tag, and where.
    private struct Opening {
        enum Kind { case variable, block, comment, raw }

        var kind: Kind
        /// The first brace.
        var start: Int
        /// Behind the opening and its sign.
        var end: Int
        /// `-` or `+`.
        var sign: Unicode.Scalar?
    }

    /// All tokens, with `end` last.
    mutating func run() throws(ChatTemplateError) -> [TemplateToken] {
        while position < source.count {
            guard let opening = nextOpening() else {
                append(data: source[position...])
                position = source.count
                break
            }
            append(data: text(before: opening))
            advance(to: opening.end)
            isAtLineStart = opening.end > 0 && source[opening.end - 1] == "\n"
            switch opening.kind {
            case .comment: try skipComment()
            case .raw: try readRaw()
            case .variable, .block:
                let isBlock = opening.kind == .block
                append(isBlock ? .blockBegin : .variableBegin)
                try readTag(isBlock: isBlock)
            }
        }
        append(.end)
        return tokens
    }

    // MARK: Text

    /// The text before a tag, without what the tag's sign or `lstrip_blocks` takes away.
    private func text(before opening: Opening) -> ArraySlice<Unicode.Scalar> {
        let text = source[position..<opening.start]
        if opening.sign == "-" { return text.withoutTrailingSpace }
        guard opening.sign != "+", opening.kind != .variable else { return text }
        let lineStart = text.lastIndex(of: "\n").map { $0 + 1 } ?? text.startIndex
        guard lineStart > text.startIndex || isAtLineStart,
            text[lineStart...].allSatisfy(\.isPythonSpace)
        else { return text }
        return text[..<lineStart]
    }

    private func nextOpening() -> Opening? {
        var start = position
        while start + 1 < source.count {
            if source[start] == "{", let opening = opening(at: start) { return opening }
            start += 1
        }
        return nil
    }

    private func opening(at start: Int) -> Opening? {
        let kind: Opening.Kind
        switch source[start + 1] {
        case "{": kind = .variable
        case "%": kind = .block
        case "#": kind = .comment
        default: return nil
        }
        var opening = Opening(kind: kind, start: start, end: start + 2)
        if let sign = scalar(at: opening.end), sign == "-" || sign == "+" {
            opening.sign = sign
            opening.end += 1
        }
        if kind == .block, let end = endOfKeyword("raw", from: opening.end, isEnd: false) {
            opening.kind = .raw
            opening.end = end
        }
        return opening
    }

    /// Behind a block's keyword and its end, when nothing else stands in the block.
    ///
    /// `raw` keeps an end of line that follows it, `endraw` takes it, as all other blocks do.
    private func endOfKeyword(_ keyword: String, from start: Int, isEnd: Bool) -> Int? {
        var at = spaceEnd(from: start)
        for scalar in keyword.unicodeScalars {
            guard self.scalar(at: at) == scalar else { return nil }
            at += 1
        }
        at = spaceEnd(from: at)
        return isEnd ? blockEnd(at: at) : blockEnd(at: at, trims: false, allowsPlus: false)
    }

    private mutating func skipComment() throws(ChatTemplateError) {
        // As in jinja2, a comment of which nothing but the opening is there is none.
        guard position < source.count else { return }
        var at = position
        while at < source.count {
            if let end = endOfTag(at: at, brace: "#", trims: true, allowsPlus: true) {
                return close(at: end)
            }
            at += 1
        }
        throw .malformed(line: line, reason: "a comment does not end")
    }

    private mutating func readRaw() throws(ChatTemplateError) {
        guard position < source.count else { return }
        var start = position
        while start + 1 < source.count {
            defer { start += 1 }
            guard source[start] == "{", source[start + 1] == "%" else { continue }
            var opening = Opening(kind: .raw, start: start, end: start + 2)
            if let sign = scalar(at: opening.end), sign == "-" || sign == "+" {
                opening.sign = sign
                opening.end += 1
            }
            guard let end = endOfKeyword("endraw", from: opening.end, isEnd: true) else {
                continue
            }
            append(data: text(before: opening))
            return close(at: end)
        }
        throw .malformed(line: line, reason: "a raw block does not end")
    }

    // MARK: Ends of tags

    /// Behind the end of a block that begins here.
    func blockEnd(at start: Int, trims: Bool = true, allowsPlus: Bool = true) -> Int? {
        endOfTag(at: start, brace: "%", trims: trims, allowsPlus: allowsPlus)
    }

    /// Behind the end of a variable's tag that begins here.
    func variableEnd(at start: Int) -> Int? {
        endOfTag(at: start, brace: "}", trims: false, allowsPlus: false)
    }

    private func endOfTag(
        at start: Int, brace: Unicode.Scalar, trims: Bool, allowsPlus: Bool
    ) -> Int? {
        let sign = scalar(at: start)
        let isSigned = sign == "-" || sign == "+" && allowsPlus
        let at = isSigned ? start + 1 : start
        guard scalar(at: at) == brace, scalar(at: at + 1) == "}" else { return nil }
        let end = at + 2
        if isSigned { return sign == "-" ? spaceEnd(from: end) : end }
        return trims && scalar(at: end) == "\n" ? end + 1 : end
    }

    /// Leaves a tag.
    mutating func close(at end: Int) {
        advance(to: end)
        isAtLineStart = source[end - 1] == "\n"
    }

    // MARK: Steps

    func scalar(at index: Int) -> Unicode.Scalar? { index < source.count ? source[index] : nil }

    func spaceEnd(from start: Int) -> Int {
        var end = start
        while let scalar = scalar(at: end), scalar.isPythonSpace { end += 1 }
        return end
    }

    mutating func advance(to end: Int) {
        line += source[position..<end].count { $0 == "\n" }
        position = end
    }

    mutating func append(_ kind: TemplateToken.Kind) {
        tokens.append(TemplateToken(kind: kind, line: line))
    }

    private mutating func append(data: ArraySlice<Unicode.Scalar>) {
        if !data.isEmpty { append(.data(PythonString(data))) }
    }
}

extension ArraySlice<Unicode.Scalar> {
    fileprivate var withoutTrailingSpace: Self {
        var text = self
        while text.last?.isPythonSpace == true { text.removeLast() }
        return text
    }
}
