/// How long a line, a function and a file may be.
enum Sizes {
    static let columns = 100
    static let functionLines = 60
    static let fileLines = 400
    static let testFileLines = 600
    /// How long a file of the website may be, by its ending.
    static let pageLines = ["css": 200, "mustache": 150, "js": 300]

    /// Tables that a script wrote or that a standard prints: not meant to be read through.
    static let tables: Set<String> = [
        "Sources/Tokenizers/UnicodeTables+Categories.swift",
        "Sources/Tokenizers/UnicodeTables+DecomposableScalars.swift",
        "Sources/Tokenizers/UnicodeTables+DecompositionParts.swift",
        "Sources/Tokenizers/UnicodeTables+DecompositionStarts.swift",
        "Sources/Tokenizers/UnicodeTables+Lowercase.swift",
    ]

    static func offences(in file: SourceFile) -> [Offence] {
        if file.isPageSource { return longLines(in: file) + longFile(file) }
        guard file.isSwift || file.isC, !tables.contains(file.path) else { return [] }
        return longLines(in: file) + longFunctions(in: file) + longFile(file)
    }

    static func longLines(in file: SourceFile) -> [Offence] {
        file.numberedText.filter {
            $0.text.utf8.count > columns && $0.text.count > columns && !isUnbreakable($0.text)
        }.map {
            Offence(
                path: file.path, line: $0.number,
                sentence: "\($0.text.count) columns, more than \(columns)")
        }
    }

    /// An address, a key or a digest that would lose its meaning in two lines.
    private static func isUnbreakable(_ line: Substring) -> Bool {
        line.split(separator: " ").contains { $0.count > 60 }
    }

    static func longFile(_ file: SourceFile) -> [Offence] {
        let limit = pageLines[file.ending] ?? (file.isTest ? testFileLines : fileLines)
        let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
        guard lines > limit else { return [] }
        return [
            Offence(
                path: file.path, line: 0,
                sentence: "\(lines) lines, more than \(limit); is it still one thing?")
        ]
    }

    static func longFunctions(in file: SourceFile) -> [Offence] {
        functions(in: file).filter { $0.lines > functionLines }.map {
            Offence(
                path: file.path, line: $0.start,
                sentence: "a function of \($0.lines) lines, more than \(functionLines)")
        }
    }

    struct Function: Equatable {
        var start: Int
        var lines: Int
    }

    /// Every function, initialiser, accessor block and, in C, top-level body, with its length.
    static func functions(in file: SourceFile) -> [Function] {
        var found: [Function] = []
        var open: [Int?] = []
        var head: [UInt8] = []
        var headLine = 1
        var line = 1
        for byte in file.code.utf8 {
            switch byte {
            case UInt8(ascii: "{"):
                let isOutermost = open.isEmpty
                open.append(
                    file.isC
                        ? (isOutermost && isFunctionInC(head) ? line : nil)
                        : start(of: head, from: headLine))
                (head, headLine) = ([], line)
            case UInt8(ascii: "}"):
                if let start = open.popLast() ?? nil {
                    found.append(Function(start: start, lines: line - start + 1))
                }
                (head, headLine) = ([], line)
            case UInt8(ascii: ";") where file.isC: (head, headLine) = ([], line)
            default: head.append(byte)
            }
            if byte == UInt8(ascii: "\n") { line += 1 }
        }
        return found
    }

    private static func isFunctionInC(_ head: [UInt8]) -> Bool {
        head.last { $0 > UInt8(ascii: " ") } == UInt8(ascii: ")")
    }

    /// The line on which the function starts whose head was just read; nil when it is none.
    private static func start(of head: [UInt8], from line: Int) -> Int? {
        let text = String(decoding: head, as: UTF8.self)
        let declaration =
            #/
            (?: ^ | [^\w.`] )
            (func|init|deinit|subscript|var|struct|class|enum|actor|extension|protocol) \b
            /#
        guard let last = text.matches(of: declaration).last?.output.1 else { return nil }
        guard ["func", "init", "deinit", "subscript", "var"].contains(last) else { return nil }
        return line + text[..<last.startIndex].utf8.count { $0 == UInt8(ascii: "\n") }
    }
}
