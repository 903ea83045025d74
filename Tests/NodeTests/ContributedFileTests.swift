import Datanets
import Foundation
import Identity
import LedgerStorage
import Node
import Testing
import Wire

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
    func `is refused whole for one bad row`(_ bad: Bad) async throws {
        let house = try await ContributionHouse.founded()
        let size = try house.reader().size
        let line = bad.bytes ?? Array(bad.line.utf8)
        let path = try house.file(
            Array((Self.good + "\n").utf8) + line + Array(("\n" + Self.good).utf8),
            name: "rows.jsonl")
        let error = try #require(throws: RejectedRows.self) {
            try RowFile.rows(path, format: .jsonLines, labels: ContributionHouse.labels)
        }
        #expect(error.count == 1)
        #expect(error.description.contains("rows.jsonl, line 2: "))
        #expect(error.description.contains("nothing was registered"))
        for part in bad.says { #expect(error.description.contains(part), "\(error)") }
        #expect(try house.reader().size == size)
        #expect(try house.datanet().contributions.isEmpty)
    }

    @Test func `has its first twenty bad rows described and the others counted`() throws {
        let house = try ContributionHouse()
        let path = try house.file(String(repeating: "no\n", count: 57), name: "rows.tsv")
        let error = try #require(throws: RejectedRows.self) {
            try RowFile.rows(path, format: .tabSeparated, labels: ContributionHouse.labels)
        }
        let lines = error.description.split(separator: "\n")
        #expect(lines.count == 22)
        #expect(lines[19].contains("line 20: the line has 1 cells"))
        #expect(lines[20].hasSuffix("37 more lines are no valid rows"))
    }

    @Test func `is refused when it is empty or not there`() throws {
        let house = try ContributionHouse()
        for path in [try house.file("\n\n"), house.path, house.path + "/nothing"] {
            #expect(throws: NodeError.self) {
                try RowFile.rows(path, format: .jsonLines, labels: ContributionHouse.labels)
            }
        }
    }

    @Test func `is read as JSON lines and with tabs alike`() throws {
        let house = try ContributionHouse()
        let lines = try house.file(Self.good + "\r\n\n" + #"{"label":"tool","text":"a whisk"}"#)
        let table = try house.file(
            "text\tlabel\na ripe red apple\tfruit\na whisk\ttool\n", name: "rows.tsv")
        let labels = ContributionHouse.labels
        let rows = try RowFile.rows(lines, format: .jsonLines, labels: labels)
        #expect(rows.map(\.text) == ["a ripe red apple", "a whisk"])
        #expect(try RowFile.rows(table, format: .tabSeparated, labels: labels) == rows)
    }

    @Test func `with a row of an unknown label is refused by the desk, too`() async throws {
        let house = try await ContributionHouse.founded()
        let size = try house.reader().size
        await #expect(throws: RowRefusal.self) {
            try await house.contribute(
                kitchenRows("x", label: "music"), by: ContributionHouse.ada)
        }
        await #expect(throws: NodeError.self) {
            try await house.contribute([], by: ContributionHouse.ada)
        }
        #expect(try house.reader().size == size)
    }
}
