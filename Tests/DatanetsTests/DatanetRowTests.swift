import Datanets
import Testing
import Wire

@Suite struct `A Datanet row` {
    @Test func `has canonical bytes with a length before each cell`() throws {
        let row = try DatanetRow(text: "Ωmega tools", label: "libs")
        #expect(Hex.encode(row.canonicalBytes) == "000ccea96d65676120746f6f6c7300046c696273")
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `can be read back from its canonical bytes`(seed: UInt64) throws {
        var random = SeededBytes(seed: seed, label: "canonical rows")
        let row = try DatanetRow(text: randomCell(&random), label: randomCell(&random))
        var reader = WireReader(row.canonicalBytes)
        let text = String(decoding: try reader.blob16(), as: UTF8.self)
        let label = String(decoding: try reader.blob16(), as: UTF8.self)
        try reader.finish()
        #expect(try DatanetRow(text: text, label: label) == row)
    }

    @Test func `holds a cell of the limit and refuses one byte more`() throws {
        let limit = String(repeating: "a", count: DatanetRow.byteLimit)
        #expect(try DatanetRow(text: limit, label: limit).text == limit)
        #expect(throws: RowRefusal.Reason.tooLong(.label, bytes: 4097)) {
            try DatanetRow(text: "a", label: limit + "a")
        }
        // The limit is of bytes: 2,049 letters of two bytes each are too many.
        #expect(throws: RowRefusal.Reason.tooLong(.text, bytes: 4098)) {
            try DatanetRow(text: String(repeating: "é", count: 2049), label: "a")
        }
    }

    @Test(arguments: ["", " ", "   ", "\u{A0} "])
    func `is refused when a cell is empty`(cell: String) {
        #expect(throws: RowRefusal.Reason.empty(.text)) {
            try DatanetRow(text: cell, label: "libs")
        }
        #expect(throws: RowRefusal.Reason.empty(.label)) {
            try DatanetRow(text: "text", label: cell)
        }
    }

    @Test(
        arguments: [
            0x00, 0x09, 0x0A, 0x0D, 0x1B, 0x7F, 0x85, 0x9F, 0x2028, 0x202E, 0x2067,
        ] as [UInt32])
    func `is refused with a control character or an override`(codePoint: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(codePoint))
        #expect(throws: RowRefusal.Reason.controlCharacter(.text, codePoint: codePoint)) {
            try DatanetRow(text: "a\(Character(scalar))b", label: "libs")
        }
    }

    @Test func `says in one sentence which row and column is wrong`() {
        let refusal = RowRefusal(line: 7, reason: .tooLong(.text, bytes: 10_485_760))
        #expect(
            refusal.description
                == "row 7: column text holds 10485760 bytes; the limit is 4096")
    }

    @Test func `needs a label that the Datanet has, byte for byte`() throws {
        let labels = LabelSet(["libs", "caf\u{E9}", "admin", "libs"])
        #expect(labels.labels == ["admin", "caf\u{E9}", "libs"])
        #expect(labels.classNumber(of: "libs") == 2)
        #expect(try labels.row(text: "a", label: "admin").label == "admin")
        #expect(throws: RowRefusal.Reason.unknownLabel) {
            try labels.row(text: "a", label: "Admin")
        }
        #expect(throws: RowRefusal.Reason.unknownLabel) {
            try labels.row(text: "a", label: "cafe\u{301}")
        }
    }

    private func randomCell(_ random: inout SeededBytes) -> String {
        let letters: [Character] = ["a", "Z", "0", "é", "𝄞", "語", "-", "\u{301}"]
        return "x"
            + String(
                (0..<random.below(40)).map { _ in
                    letters[Int(random.below(UInt64(letters.count)))]
                })
    }
}
