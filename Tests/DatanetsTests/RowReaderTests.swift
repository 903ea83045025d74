import Datanets
import Testing
import Wire

@Suite struct `A row reader` {
    static let labels = LabelSet(["libs", "perl"])

    @Test func `reads JSON lines`() throws {
        let text = #"{"text": "a b", "label": "libs"}"# + "\n\n" + #"{"label":"perl","text":"é"}"#
        #expect(
            outcomes(of: text, .jsonLines) == [
                .row(try DatanetRow(text: "a b", label: "libs"), line: 1),
                .row(try DatanetRow(text: "é", label: "perl"), line: 3),
            ])
    }

    @Test func `reads tab-separated lines with a heading, a byte-order mark and CRLF`() throws {
        let text = "\u{FEFF}text\tlabel\r\na b\tlibs\r\nc\tperl"
        #expect(
            outcomes(of: text, .tabSeparated) == [
                .row(try DatanetRow(text: "a b", label: "libs"), line: 2),
                .row(try DatanetRow(text: "c", label: "perl"), line: 3),
            ])
    }

    static let jsonFaults: [(line: String, reason: RowRefusal.Reason)] = [
        (#"{"text": 5, "label": "libs"}"#, .wrongType(.text, found: "a number")),
        (#"{"text": null, "label": "libs"}"#, .wrongType(.text, found: "null")),
        (#"{"text": ["a"], "label": "libs"}"#, .wrongType(.text, found: "an array")),
        (#"{"text": "a", "label": {"x": 1}}"#, .wrongType(.label, found: "an object")),
        (#"{"text": "a", "label": true}"#, .wrongType(.label, found: "a boolean")),
        (#"{"text": NaN, "label": "libs"}"#, .notAnObject(seems: nil)),
        (#"{"text": "a", "label": "libs"} x"#, .notAnObject(seems: nil)),
        (#"{"text": "a", "text": "b", "label": "libs"}"#, .notAnObject(seems: nil)),
        (#"["a", "libs"]"#, .notAnObject(seems: nil)),
        ("\"a\"", .notAnObject(seems: nil)),
        ("a web server,libs", .notAnObject(seems: .commaSeparated)),
        ("\"a web server, fast\",libs", .notAnObject(seems: .commaSeparated)),
        ("a web server\tlibs", .notAnObject(seems: .tabSeparated)),
        (#"{"text": "a"}"#, .missing(.label)),
        (#"{"label": "libs"}"#, .missing(.text)),
        (#"{"text": "a", "label": "libs", "weight": 3}"#, .unknownColumn),
        (#"{"text": "a", "label": "rust"}"#, .unknownLabel),
        (#"{"text": "", "label": "libs"}"#, .empty(.text)),
        (#"{"text": "a\u0007", "label": "libs"}"#, .controlCharacter(.text, codePoint: 7)),
    ]

    @Test(arguments: jsonFaults)
    func `names what is wrong with a JSON line and loses no other`(
        line: String, reason: RowRefusal.Reason
    ) throws {
        let good = #"{"text":"good","label":"libs"}"#
        let row = try DatanetRow(text: "good", label: "libs")
        #expect(
            outcomes(of: [good, line, good].joined(separator: "\n"), .jsonLines) == [
                .row(row, line: 1), .refused(RowRefusal(line: 2, reason: reason)),
                .row(row, line: 3),
            ])
    }

    static let cellFaults: [(line: String, reason: RowRefusal.Reason)] = [
        ("a", .cellCount(1, seems: nil)), ("a\tlibs\tmore", .cellCount(3, seems: nil)),
        ("a,libs", .cellCount(1, seems: .commaSeparated)),
        (#"{"text":"a","label":"libs"}"#, .cellCount(1, seems: .jsonLines)),
        ("\tlibs", .empty(.text)),
        ("a\t", .empty(.label)), ("a\trust", .unknownLabel),
        ("text\tlabel", .unknownLabel),
    ]

    @Test(arguments: cellFaults)
    func `names what is wrong with a tab-separated line`(line: String, reason: RowRefusal.Reason)
        throws
    {
        let row = try DatanetRow(text: "good", label: "perl")
        #expect(
            outcomes(of: "good\tperl\n\(line)\n", .tabSeparated) == [
                .row(row, line: 1), .refused(RowRefusal(line: 2, reason: reason)),
            ])
    }

    static let commaFaults: [(line: String, reason: RowRefusal.Reason)] = [
        ("a", .cellCount(1, seems: nil)), ("a,b,libs", .cellCount(3, seems: nil)),
        (#"a "quoted" word,libs"#, .quoting), (#""a" b,libs"#, .quoting),
        (#"a,"libs"x"#, .quoting), ("a\tlibs", .cellCount(1, seems: .tabSeparated)),
        (#"a,"rust""#, .unknownLabel), ("\"\",libs", .empty(.text)),
    ]

    @Test(arguments: commaFaults)
    func `names what is wrong with a line of values and commas`(
        line: String, reason: RowRefusal.Reason
    ) throws {
        let row = try DatanetRow(text: "good", label: "perl")
        #expect(
            outcomes(of: "good,perl\n\(line)\ngood,perl\n", .commaSeparated) == [
                .row(row, line: 1), .refused(RowRefusal(line: 2, reason: reason)),
                .row(row, line: 3),
            ])
    }

    @Test func `reads values with commas between, quoted ones over several lines`() throws {
        let text =
            "\u{FEFF}text,label\r\n\"a \"\"b\"\", c\r\nd\r\n\",libs\r\n"
            + "plain,\"perl\"\r\n\r\n\"e\n\nf\",perl"
        #expect(
            outcomes(of: text, .commaSeparated) == [
                .row(try DatanetRow(text: #"a "b", c d"#, label: "libs"), line: 2),
                .row(try DatanetRow(text: "plain", label: "perl"), line: 5),
                .row(try DatanetRow(text: "e f", label: "perl"), line: 7),
            ])
        #expect(
            outcomes(of: "a,libs\n\"never closed,perl\nb,libs", .commaSeparated) == [
                .row(try DatanetRow(text: "a", label: "libs"), line: 1),
                .refused(RowRefusal(line: 2, reason: .quoting)),
            ])
    }

    @Test func `reads on after a quote that swallows more than a row can hold`() throws {
        var reader = RowReader(format: .commaSeparated, task: .classification(Self.labels))
        var found = reader.read(Array("a,libs\n\"open,libs\n".utf8))
        let line = Array(String(repeating: "x", count: 1000).utf8) + [UInt8(ascii: "\n")]
        for _ in 0..<60 { found += reader.read(line) }
        found += reader.read(Array("b,libs".utf8)) + reader.finish()
        #expect(found.first == .row(try DatanetRow(text: "a", label: "libs"), line: 1))
        #expect(found.contains(.refused(RowRefusal(line: 2, reason: .quoting))))
        #expect(found.last == .row(try DatanetRow(text: "b", label: "libs"), line: 63))
    }

    @Test func `puts a text with tabs and line breaks on one line`() throws {
        let texts = [
            ("a\\nb", "a b"), ("a\\r\\n\\tb\\n", "a b"), ("a \\n b", "a   b"),
            ("a\\u2028b\\u0085c\\u000b", "a b c"),
        ]
        for (written, read) in texts {
            #expect(
                outcomes(of: "{\"text\":\"\(written)\",\"label\":\"libs\"}", .jsonLines)
                    == [.row(try DatanetRow(text: read, label: "libs"), line: 1)])
        }
        #expect(
            outcomes(of: #"{"text":"\n\t","label":"libs"}"#, .jsonLines)
                == [.refused(RowRefusal(line: 1, reason: .empty(.text)))])
        #expect(
            outcomes(of: #"{"text":"a","label":"libs\n"}"#, .jsonLines)
                == [
                    .refused(
                        RowRefusal(
                            line: 1, reason: .controlCharacter(.label, codePoint: 10)))
                ])
    }

    @Test(arguments: RowReader.Format.allCases)
    func `refuses bytes that are not UTF-8`(format: RowReader.Format) {
        let line: [UInt8] =
            switch format {
            case .jsonLines:
                Array(#"{"text":""#.utf8) + [0xC3, 0x28] + Array(#"","label":"libs"}"#.utf8)
            case .tabSeparated: [0xC3, 0x28] + Array("\tlibs".utf8)
            case .commaSeparated: [0xC3, 0x28] + Array(",libs".utf8)
            }
        var reader = RowReader(format: format, task: .classification(Self.labels))
        let found = reader.read(line) + reader.finish()
        #expect(found == [.refused(RowRefusal(line: 1, reason: .notUTF8))])
    }

    static let hugeCells: [(before: String, after: String, RowReader.Format, RowColumn)] = [
        (#"{"text":""#, #"","label":"libs"}"#, .jsonLines, .text),
        (#"{"text":"a \" b","label":""#, #""}"#, .jsonLines, .label),
        ("", "\tlibs", .tabSeparated, .text),
        ("a\t", "", .tabSeparated, .label),
    ]

    @Test(arguments: hugeCells)
    func `names the column of a 10 MB cell and reads on`(
        before: String, after: String, format: RowReader.Format, column: RowColumn
    ) throws {
        let good = format == .jsonLines ? #"{"text":"a","label":"libs"}"# : "a\tlibs"
        var reader = RowReader(format: format, task: .classification(Self.labels))
        var found = reader.read(Array(before.utf8))
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16)
        for _ in 0..<160 { found += reader.read(piece) }
        found += reader.read(Array("\(after)\n\(good)".utf8)) + reader.finish()
        let reason = RowRefusal.Reason.lineTooLong(column, limit: RowReader.lineLimit)
        let row = try DatanetRow(text: "a", label: "libs")
        #expect(
            found == [.refused(RowRefusal(line: 1, reason: reason)), .row(row, line: 2)])
    }

    @Test(arguments: 0..<150 as Range<UInt64>)
    func `finds the same however a mutated file is cut into pieces`(seed: UInt64) {
        var random = SeededBytes(seed: seed, label: "mutated rows")
        let format = RowReader.Format.allCases[Int(seed % 3)]
        let line =
            switch format {
            case .jsonLines: #"{"text":"a \u00e9 b","label":"libs"}"#
            case .tabSeparated: "a é b\tlibs"
            case .commaSeparated: "\"a é, b\",libs"
            }
        var bytes = Array(Array(repeating: line, count: 6).joined(separator: "\n").utf8)
        for _ in 0..<random.below(8) {
            bytes[Int(random.below(UInt64(bytes.count)))] = UInt8(random.below(256))
        }
        var whole = RowReader(format: format, task: .classification(Self.labels))
        let expected = whole.read(bytes) + whole.finish()
        var inPieces = RowReader(format: format, task: .classification(Self.labels))
        var found: [RowReader.Outcome] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(1 + Int(random.below(9)))
            found += inPieces.read(Array(piece))
            rest = rest.dropFirst(piece.count)
        }
        found += inPieces.finish()
        #expect(found == expected)
        let filled = bytes.split(separator: UInt8(ascii: "\n")).count
        // A changed quote may make a row of several lines.
        #expect(found.count <= filled)
        #expect(found.count + 2 >= filled || format == .commaSeparated)
    }

    private func outcomes(of text: String, _ format: RowReader.Format) -> [RowReader.Outcome] {
        var reader = RowReader(format: format, task: .classification(Self.labels))
        return reader.read(Array(text.utf8)) + reader.finish()
    }
}
