/// docs/coverage.md: one row for each thing that the system must cover, with its tests.
enum CoverageMap {
    static let rows = 1...247

    struct Row: Equatable {
        var number: Int
        var state: String
        /// `path: name` of each test, as the page gives them.
        var tests: [String]
    }

    static func rows(of page: String) -> [Row] {
        page.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmed }
            guard cells.count >= 6, let number = Int(cells[1]) else { return nil }
            let tests = cells[4].matches(of: #/`([^`]+)`/#).map { String($0.output.1) }
            return Row(number: number, state: String(cells[3]), tests: tests)
        }
    }

    /// What is wrong with the page.
    ///
    /// `text` gives a file's text by its path from the root.
    static func offences(page: String, text: (String) -> String) -> [String] {
        let found = rows(of: page)
        let counts = Dictionary(found.map { ($0.number, 1) }, uniquingKeysWith: +)
        let wrong = rows.filter { counts[$0] != 1 }
            .map { "row \($0) stands \(counts[$0] ?? 0) times" }
        let foreign = found.filter { !rows.contains($0.number) }.map { "row \($0.number) is new" }
        return wrong + foreign + found.flatMap { offences(row: $0, text: text) }
    }

    private static func offences(row: Row, text: (String) -> String) -> [String] {
        switch row.state {
        case "open":
            return row.tests.isEmpty ? [] : ["row \(row.number) is open and names a test"]
        case "covered":
            guard !row.tests.isEmpty else { return ["row \(row.number) is covered by no test"] }
            return row.tests.compactMap { test in
                let parts = test.split(separator: ":", maxSplits: 1).map { String($0.trimmed) }
                guard parts.count == 2,
                    parts[0].hasPrefix("Tests/") || parts[0].hasPrefix("scripts/")
                else { return "row \(row.number): '\(test)' is not of the form path: name" }
                let source = text(parts[0])
                let declared =
                    source.contains("`\(parts[1])`") || source.contains("\"\"\"\(parts[1])")
                return declared ? nil : "row \(row.number): there is no test '\(test)'"
            }
        default:
            return ["row \(row.number) is '\(row.state)', neither open nor covered"]
        }
    }
}

extension Substring {
    /// Without the spaces at both ends.
    fileprivate var trimmed: Substring {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }
}
