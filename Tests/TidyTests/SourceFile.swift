/// One text file of the repository, read once.
struct SourceFile {
    /// From the repository's root.
    let path: String
    let text: String
    /// The text without its comments and literals, each of their bytes a space.
    let code: String
    /// The text's lines, numbered from 1.
    let numberedText: [Line]
    /// The code's lines, numbered from 1.
    let numberedCode: [Line]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        let code: String
        switch path.split(separator: ".").last {
        case "swift": code = CodeText.blanked(text, language: .swift)
        case "c", "h": code = CodeText.blanked(text, language: .c)
        default: code = text
        }
        self.code = code
        numberedText = Self.numbered(text)
        numberedCode = Self.numbered(code)
    }

    var isSwift: Bool { path.hasSuffix(".swift") }
    var isC: Bool { path.hasSuffix(".c") || path.hasSuffix(".h") }
    var isTest: Bool { path.hasPrefix("Tests/") }
    /// What the website sends or fills in: neither Swift nor data.
    var isPageSource: Bool { Sizes.pageLines[ending] != nil }
    var ending: String { String(path.split(separator: ".").last ?? "") }
    var isMarkdown: Bool { path.hasSuffix(".md") }
    var name: String { String(path.split(separator: "/").last ?? "") }

    /// The directory below Sources or Tests/TestKit, or below Tests without its `Tests`; nil
    /// elsewhere.
    var room: String? {
        let parts = path.split(separator: "/")
        guard parts.count > 2 else { return nil }
        switch parts[0] {
        case "Sources": return String(parts[1])
        case "Tests" where parts[1] == "TestKit": return String(parts[2])
        case "Tests" where parts[1].hasSuffix("Tests"): return String(parts[1].dropLast(5))
        default: return nil
        }
    }

    /// An offence for each match of a pattern in the code.
    ///
    /// The pattern is tried only on lines that hold one of the needles: regular expressions are
    /// slow and the repository is long.
    func offences(
        with needles: [String], matching pattern: Regex<Substring>,
        _ sentence: (Substring) -> String
    ) -> [Offence] {
        Self.lines(of: numberedCode, with: needles).flatMap { line in
            line.text.matches(of: pattern).map {
                Offence(path: path, line: line.number, sentence: sentence($0.output))
            }
        }
    }

    typealias Line = (number: Int, text: Substring)

    /// The lines that hold one of the needles, upper and lower case alike.
    static func lines(of lines: [Line], with needles: [String]) -> [Line] {
        let wanted = needles.map { Array($0.lowercased().utf8) }
        return lines.filter { line in wanted.contains { contains(line.text.utf8, $0) } }
    }

    private static func contains(_ text: Substring.UTF8View, _ needle: [UInt8]) -> Bool {
        var start = text.startIndex
        while let found = text[start...].firstIndex(where: { lowered($0) == needle[0] }) {
            if text[found...].lazy.map(lowered).starts(with: needle) { return true }
            start = text.index(after: found)
        }
        return false
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte + 32 : byte
    }

    private static func numbered(_ text: String) -> [Line] {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated().map { ($0.offset + 1, Substring($0.element)) }
    }
}
