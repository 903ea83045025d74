import Datanets
import Foundation
import Machine
import MachineTestKit
import Testing

@Suite struct `A contributed file` {
    struct Bad: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let line: String
        let says: [String]
        var bytes: [UInt8]?

        init(_ name: String, _ line: String, says: String..., bytes: [UInt8]? = nil) {
            testDescription = name
            self.line = line
            self.says = says
            self.bytes = bytes
        }
    }

    private static let task = DatanetTask.classification(LabelSet(["fruit", "tool"]))
    private static let good = #"{"text": "a ripe red apple", "label": "fruit"}"#

    static let bad = [
        Bad("wrong type", #"{"text": 7, "label": "fruit"}"#, says: "column text", "a number"),
        Bad("null", #"{"text": "x", "label": null}"#, says: "column label", "null"),
        Bad("NaN", #"{"text": NaN, "label": "fruit"}"#, says: "not one JSON object", "NaN"),
        Bad(
            "invalid UTF-8", "", says: "not valid UTF-8", "save the file as UTF-8",
            bytes: Array(#"{"text": ""#.utf8) + [0xC3, 0x28]
                + Array(#"", "label": "fruit"}"#.utf8)),
        Bad(
            "control character", #"{"text": "a\u0007b", "label": "fruit"}"#,
            says: "column text", "U+7", "remove that character"),
        Bad(
            "long cell",
            #"{"text": "\#(String(repeating: "x", count: 4097))", "label": "fruit"}"#,
            says: "column text", "4097 bytes", "shorten it"),
        Bad(
            "10 MB cell",
            #"{"text": "\#(String(repeating: "x", count: 10_000_000))", "label": "fruit"}"#,
            says: "column text", "runs past", "shorten it"),
        Bad(
            "unknown label", #"{"text": "x", "label": "music"}"#,
            says: "column label", "use one of fruit, tool"),
        Bad("empty cell", #"{"text": "", "label": "fruit"}"#, says: "column text is empty"),
        Bad("missing cell", #"{"text": "x"}"#, says: "column label is missing"),
        Bad(
            "other column", #"{"text": "x", "label": "tool", "by": "me"}"#,
            says: "a column other than text and label"),
        Bad("no object", "apple", says: "not one JSON object"),
    ]

    @Test(arguments: bad)
    func `is refused whole for one bad row`(_ bad: Bad) throws {
        let folder = try TemporaryFolder()
        let line = bad.bytes ?? Array(bad.line.utf8)
        let path = try folder.write(
            Array((Self.good + "\n").utf8) + line + Array(("\n" + Self.good).utf8),
            to: "rows.jsonl")
        let error = try #require(throws: RejectedRows.self) {
            try RowFile.rows(path, format: .jsonLines, task: Self.task)
        }
        #expect(error.count == 1)
        #expect(error.description.contains("rows.jsonl, line 2: "))
        #expect(error.description.contains("nothing was registered"))
        for part in bad.says { #expect(error.description.contains(part), "\(error)") }
    }

    @Test func `has its first twenty bad rows described and the others counted`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            Array(String(repeating: "no\n", count: 57).utf8), to: "rows.tsv")
        let error = try #require(throws: RejectedRows.self) {
            try RowFile.rows(path, format: .tabSeparated, task: Self.task)
        }
        let lines = error.description.split(separator: "\n")
        #expect(lines.count == 22)
        #expect(lines[19].contains("line 20: the line has 1 cell;"))
        #expect(lines[20].hasSuffix("37 more lines are no valid rows"))
    }

    /// What people hand over by mistake, and what they are told.
    static let mistaken: [(bytes: [UInt8], says: String)] = [
        (
            Array("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n".utf8),
            "is a git-lfs pointer, not the file itself: fetch it with 'git lfs pull'"
        ),
        ([0xFF, 0xFE] + good.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, "UTF-16"),
        (good.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }, "UTF-16: save it as UTF-8"),
        ([0x1F, 0x8B, 0x08, 0, 1, 2, 3], "is compressed with gzip"),
        ([0x50, 0x4B, 3, 4, 0x0A, 7], "is a zip archive, as spreadsheets"),
    ]

    @Test(arguments: mistaken, RowReader.Format.allCases)
    func `is called what it is`(
        _ file: (bytes: [UInt8], says: String), format: RowReader.Format
    ) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(file.bytes, to: "rows.\(format.rawValue)")
        let error = try #require(throws: OperationError.self) {
            try RowFile.rows(path, format: format, task: Self.task)
        }
        #expect(error.message.hasPrefix(path + " is "))
        #expect(error.message.contains(file.says))
    }

    @Test func `is told the format that its lines seem to have`() throws {
        let folder = try TemporaryFolder()
        func told(_ text: String, _ format: RowReader.Format) throws -> String {
            let path = try folder.write(Array(text.utf8), to: "rows")
            return try #require(throws: RejectedRows.self) {
                try RowFile.rows(path, format: format, task: Self.task)
            }.description
        }
        let commas = try told("\"a ripe apple\",fruit\n", .jsonLines)
        #expect(commas.contains("give --format csv") && !commas.contains("--format tsv"))
        #expect(try told("a ripe apple\tfruit\n", .jsonLines).contains("give --format tsv"))
        #expect(try told(Self.good, .tabSeparated).contains("give --format jsonl"))
        #expect(try !told("apple", .jsonLines).contains("--format"))
    }

    @Test func `is refused when it is empty or not there`() throws {
        let folder = try TemporaryFolder()
        for path in [
            try folder.write(Array("\n\n".utf8), to: "rows.jsonl"), folder.path,
            folder.path("nothing"),
        ] {
            #expect(throws: OperationError.self) {
                try RowFile.rows(path, format: .jsonLines, task: Self.task)
            }
        }
    }

    @Test func `is read as JSON lines and with tabs alike`() throws {
        let folder = try TemporaryFolder()
        let lines = try folder.write(
            Array((Self.good + "\r\n\n" + #"{"label":"tool","text":"a whisk"}"#).utf8),
            to: "rows.jsonl")
        let table = try folder.write(
            Array("text\tlabel\na ripe red apple\tfruit\na whisk\ttool\n".utf8), to: "rows.tsv")
        let rows = try RowFile.rows(lines, format: .jsonLines, task: Self.task)
        #expect(rows.map(\.text) == ["a ripe red apple", "a whisk"])
        #expect(try RowFile.rows(table, format: .tabSeparated, task: Self.task) == rows)
        let values = try folder.write(
            Array("text,label\n\"a ripe\nred apple\",fruit\na whisk,tool\n".utf8),
            to: "rows.csv")
        #expect(try RowFile.rows(values, format: .commaSeparated, task: Self.task) == rows)
    }
}
