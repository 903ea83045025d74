/// One match of a pattern, at the start of a range that is not empty.
///
/// Each function takes the pattern's alternatives in their order; each looks at most twice at what
/// it passes over.
struct PatternScan {
    let text: [UInt8]
    let start: Int
    let end: Int

    // MARK: The steps

    func digitsEnd() -> Int {
        let first = UTF8Scalar(in: text, at: start)
        if first.classes.contains(.digit) { return start + first.count }
        return run(from: start) { !$0.contains(.digit) }
    }

    func marksEnd() -> Int {
        var position = start + UTF8Scalar(in: text, at: start).count
        while position < end, !text[position..<end].starts(with: SpaceMarking.block) {
            position += UTF8Scalar(in: text, at: position).count
        }
        return position
    }

    func gpt2End() -> Int {
        if let end = contractionEnd(ignoringCase: false) { return end }
        // " ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+"
        let word = text[start] == UInt8(ascii: " ") ? start + 1 : start
        if word < end {
            let classes = UTF8Scalar(in: text, at: word).classes
            if classes.contains(.letter) { return run(from: word) { $0.contains(.letter) } }
            if classes.contains(.number) { return run(from: word) { $0.contains(.number) } }
            if Self.isOther(classes) { return run(from: word, while: Self.isOther) }
        }
        return spaceEnd(takesLines: false)
    }

    func cl100kEnd(digits: Int) -> Int {
        if let end = contractionEnd(ignoringCase: true) { return end }
        let first = UTF8Scalar(in: text, at: start)
        let second = start + first.count
        if first.classes.contains(.letter) { return run(from: start) { $0.contains(.letter) } }
        if first.classes.contains(.number) { return numbersEnd(limit: digits) }
        // "[^\r\n\p{L}\p{N}]?\p{L}+"
        if !Self.isLineEnd(text[start]), second < end,
            UTF8Scalar(in: text, at: second).classes.contains(.letter)
        {
            return run(from: second) { $0.contains(.letter) }
        }
        // " ?[^\s\p{L}\p{N}]+[\r\n]*"
        let word = text[start] == UInt8(ascii: " ") ? start + 1 : start
        if word < end, Self.isOther(UTF8Scalar(in: text, at: word).classes) {
            var position = run(from: word, while: Self.isOther)
            while position < end, Self.isLineEnd(text[position]) { position += 1 }
            return position
        }
        return spaceEnd(takesLines: true)
    }

    // MARK: What they are made of

    /// "'s|'t|'re|'ve|'m|'ll|'d"; without regard to case ſ is an s.
    private func contractionEnd(ignoringCase: Bool) -> Int? {
        guard text[start] == UInt8(ascii: "'"), start + 1 < end else { return nil }
        let fold: UInt8 = ignoringCase ? 0x20 : 0
        let next = start + 2 < end ? text[start + 2] | fold : 0
        switch text[start + 1] | fold {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"):
            return start + 2
        case UInt8(ascii: "r") where next == UInt8(ascii: "e"),
            UInt8(ascii: "v") where next == UInt8(ascii: "e"),
            UInt8(ascii: "l") where next == UInt8(ascii: "l"):
            return start + 3
        default:
            let isLongS = text[start + 1..<end].starts(with: [0xC5, 0xBF])
            return ignoringCase && isLongS ? start + 3 : nil
        }
    }

    private func numbersEnd(limit: Int) -> Int {
        var position = start
        for _ in 0..<limit where position < end {
            let scalar = UTF8Scalar(in: text, at: position)
            guard scalar.classes.contains(.number) else { break }
            position += scalar.count
        }
        return position
    }

    /// "\s+(?!\S)|\s+", before it "\s*[\r\n]+" if lines are taken.
    private func spaceEnd(takesLines: Bool) -> Int {
        var position = start
        var last = start
        var lineEnd: Int?
        while position < end {
            let scalar = UTF8Scalar(in: text, at: position)
            guard scalar.classes.contains(.space) else { break }
            last = position
            position += scalar.count
            if Self.isLineEnd(text[last]) { lineEnd = position }
        }
        if takesLines, let lineEnd { return lineEnd }
        // The last white space before a word is left to it, unless it is the only one.
        return position < end && last > start ? last : position
    }

    private func run(
        from first: Int, while belongs: (UnicodeTables.Classes) -> Bool
    ) -> Int {
        var position = first
        while position < end {
            let scalar = UTF8Scalar(in: text, at: position)
            guard belongs(scalar.classes) else { break }
            position += scalar.count
        }
        return position
    }

    /// What "[^\s\p{L}\p{N}]" matches.
    private static func isOther(_ classes: UnicodeTables.Classes) -> Bool {
        classes.isDisjoint(with: [.letter, .number, .space])
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
}
