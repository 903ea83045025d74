import DatanetTestKit
import Datanets
import Identity
import Testing
import Wire

@Suite struct `A Datanet` {
    static let labels = LabelSet(["libs", "perl"])
    /// Texts that share their words say the same.
    static let alike = FixedLikeness()

    @Test func `keeps a duplicate with the number of the earlier row, whoever owns it`() throws {
        var datanet = Datanet(task: .classification(Self.labels))
        let first = try datanet.register(
            contribution(of: 1, ["fast json parser library", "tiny web server"]),
            by: Self.alike)
        #expect(first.statuses == [.accepted(RowNumber(0)), .accepted(RowNumber(1))])
        let second = try datanet.register(
            contribution(
                of: 2,
                [
                    "Perl bindings to the widget toolkit", "a fast JSON parser, as library",
                    "fast json parser library", "Tiny Web-Server!", "a tiny web server",
                ]), by: Self.alike)
        #expect(
            second.statuses == [
                .accepted(RowNumber(2)), .duplicate(of: RowNumber(0)),
                .duplicate(of: RowNumber(0)), .duplicate(of: RowNumber(1)),
                .accepted(RowNumber(3)),
            ])
        #expect(second.acceptedCount == 2 && second.duplicateCount == 3)
        let owners = datanet.acceptedRows.map(\.account)
        #expect(owners == [account(1), account(1), account(2), account(2)])
        #expect(datanet.acceptedRows.map(\.number.value) == [0, 1, 2, 3])
        // The account's own earlier rows count, too.
        let third = try datanet.register(
            contribution(of: 2, ["perl widget toolkit bindings to"]), by: Self.alike)
        #expect(third.statuses == [.duplicate(of: RowNumber(2))])
    }

    @Test func `does not let a short row strip rows that merely contain it`() throws {
        var datanet = Datanet(task: .classification(Self.labels))
        try datanet.register(contribution(of: 1, ["rust code source", "code"]), by: Self.alike)
        let later = try datanet.register(
            contribution(of: 2, ["source rust code", "rust code source for graphs", "code"]),
            by: Self.alike)
        #expect(
            later.statuses == [
                .accepted(RowNumber(2)), .accepted(RowNumber(3)), .duplicate(of: RowNumber(1)),
            ])
    }

    @Test func `does not count a duplicate as an earlier row`() throws {
        var datanet = Datanet(task: .classification(Self.labels))
        // The second is like the first; the third is like the second only.
        let result = try datanet.register(
            contribution(of: 1, ["k l m n o", "k l m n q", "l m n q r"]), by: Self.alike)
        #expect(
            result.statuses == [
                .accepted(RowNumber(0)), .duplicate(of: RowNumber(0)), .accepted(RowNumber(1)),
            ])
    }

    @Test func `takes nothing of a contribution with an unknown label`() throws {
        var datanet = Datanet(task: .classification(Self.labels))
        let rows = [
            try DatanetRow(text: "one", label: "libs"), try DatanetRow(text: "two", label: "rust"),
        ]
        var salts = SeededBytes(seed: 1, label: "salts")
        let bad = Contribution(account: account(1), rows: rows, salts: &salts)
        #expect(throws: RowRefusal(line: 2, reason: .unknownLabel)) {
            try datanet.register(bad, by: Self.alike)
        }
        #expect(datanet.contributions.isEmpty && datanet.acceptedRows.isEmpty)
        let good = try datanet.register(contribution(of: 2, ["one"]), by: Self.alike)
        #expect(good.statuses == [.accepted(RowNumber(0))])
    }

    @Test func `has a version that binds rows, order and commitments`() throws {
        var datanet = Datanet(task: .classification(Self.labels))
        let empty = datanet.version
        let contribution = try `A contribution`.contribution()
        try datanet.register(contribution, by: Self.alike)
        let version = datanet.version
        #expect(version.acceptedCount == 3 && version.duplicateCount == 0)
        #expect(version.rowsRoot == contribution.rowsRoot)
        #expect(
            version.digest.hex
                == "63eb77afbbeee592e147303207f40999626e5c52ac78195b4c9b2f3a4a6f635c")
        #expect(version.digest != empty.digest)
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `finds the duplicates that a comparison of all pairs finds`(seed: UInt64) throws {
        var random = SeededBytes(seed: seed, label: "duplicates")
        // Few words make many near pairs; the lower ones are drawn more often.
        let words = 6 + random.below(40)
        let texts = (0..<250).map { _ in
            (0..<(1 + random.below(9))).map { _ in
                "w\(min(random.below(words), random.below(words)))"
            }.joined(separator: seed % 2 == 0 ? " " : ", ")
        }
        var datanet = Datanet(task: .classification(Self.labels))
        var found: [RowStatus] = []
        for start in stride(from: 0, to: texts.count, by: 50) {
            let part = Array(texts[start..<(start + 50)])
            var salts = SeededBytes(seed: UInt64(start), label: "salts")
            let rows = try part.enumerated().map { position, text in
                try DatanetRow(text: text, label: AllPairs.label(of: start + position))
            }
            found += try datanet.register(
                Contribution(account: account(UInt8(start / 50)), rows: rows, salts: &salts),
                by: FixedLikeness(AllPairs.millis)
            ).statuses
        }
        let expected = AllPairs.statuses(of: texts)
        #expect(found == expected)
        #expect(expected.contains { $0.number == nil } && expected.contains { $0.number != nil })
    }

    @Test func `keeps honest rows that only follow a pattern, or have another label`() throws {
        var datanet = Datanet(task: .classification(LabelSet(["golang", "lisp"])))
        var salts = SeededBytes(seed: 1, label: "salts")
        func taken(_ text: String, _ label: String, millis: Int) throws -> RowStatus? {
            try datanet.register(
                Contribution(
                    account: account(1), rows: [DatanetRow(text: text, label: label)],
                    salts: &salts), by: FixedLikeness(millis: millis)
            ).statuses.first
        }
        let first = try taken("mocking framework for Emacs", "lisp", millis: 0)
        #expect(first == .accepted(RowNumber(0)))
        // Three of four words are common, and labels and meaning differ.
        #expect(
            try taken("mocking framework for Go", "golang", millis: 1_000)
                == .accepted(RowNumber(1)))
        let pattern = "client library for the OpenStack Compute API"
        #expect(try taken(pattern, "lisp", millis: 0) == .accepted(RowNumber(2)))
        let other = "client library for the OpenStack Keystone API"
        #expect(try taken(other, "lisp", millis: 849) == .accepted(RowNumber(3)))
        // The same row with another label, however alike.
        #expect(try taken(pattern + " too", "golang", millis: 1_000) == .accepted(RowNumber(4)))
        // What a copier does: pad.
        let padded = pattern + " and a very good one it is for all of you"
        #expect(try taken(padded, "lisp", millis: 850) == .duplicate(of: RowNumber(2)))
    }

    @Test func `shows which rows repeat which, and why`() throws {
        var datanet = Datanet(task: .classification(Self.labels))
        try datanet.register(
            contribution(of: 1, ["fast json parser library", "tiny web server"]), by: Self.alike)
        let second = try datanet.register(
            contribution(
                of: 2, ["a new row", "Tiny web server", "a fast JSON parser, as library"]),
            by: Self.alike)
        let pairs = datanet.pairs(of: second)
        #expect(pairs.map(\.position) == [1, 2])
        #expect(pairs.map(\.original) == [RowNumber(1), RowNumber(0)])
        #expect(pairs.map(\.evidence) == [.sameWords, .near(common: 4, of: 4)])
        #expect("\(pairs[1].evidence)".hasPrefix("4 of that row's 4 words, the same label"))
    }

    @Test func `compares no more rows of a contribution than it may`() throws {
        var datanet = Datanet(task: .classification(Self.labels))
        let near = (0...LikenessRule.rowLimit).map { "fast json parser library number\($0)" }
        try datanet.register(
            contribution(of: 1, ["fast json parser library"]), by: Self.alike)
        #expect(throws: NearRowsRefusal.self) {
            try datanet.register(contribution(of: 2, near), by: Self.alike)
        }
        #expect(datanet.contributions.count == 1)
        let most = Array(near.dropLast())
        let taken = try datanet.register(contribution(of: 2, most), by: Self.alike)
        #expect(taken.acceptedCount == 0)
    }

    @Test func `takes rows for two that have other bytes, however alike they look`() throws {
        let labels = LabelSet(["caf\u{E9}", "cafe\u{301}", "libs"])
        #expect(labels.count == 3)
        #expect(labels.classNumber(of: "cafe\u{301}") == 0)
        #expect(labels.classNumber(of: "caf\u{E9}") == 1)
        #expect(LabelSet(["caf\u{E9}", "b"]) != LabelSet(["cafe\u{301}", "b"]))
        let rows = [
            try DatanetRow(text: "na\u{EF}ve", label: "libs"),
            try DatanetRow(text: "nai\u{308}ve", label: "libs"),
        ]
        #expect(rows[0] != rows[1] && Set(rows).count == 2)
        var datanet = Datanet(task: .classification(labels))
        var salts = SeededBytes(seed: 1, label: "salts")
        for row in rows {
            try datanet.register(
                Contribution(account: account(1), rows: [row], salts: &salts), by: Self.alike)
        }
        #expect(datanet.position(of: [rows[0]], from: account(1)) == 0)
        #expect(datanet.position(of: [rows[1]], from: account(1)) == 1)
    }

    private func contribution(of owner: UInt8, _ texts: [String]) throws -> Contribution {
        var salts = SeededBytes(seed: UInt64(owner), label: "salts")
        return Contribution(
            account: account(owner),
            rows: try texts.map { try DatanetRow(text: $0, label: "libs") }, salts: &salts)
    }

    private func account(_ number: UInt8) -> AccountAddress {
        AccountKeyless.address(number)
    }
}

/// Addresses without keys.
enum AccountKeyless {
    static func address(_ number: UInt8) -> AccountAddress {
        guard let address = AccountAddress(Array(repeating: number, count: 20)) else {
            preconditionFailure("Twenty bytes are an address.")
        }
        return address
    }
}

/// The duplicate rule, word for word, comparing each row with every earlier accepted one.
enum AllPairs {
    private struct Row {
        let text: String
        let label: String
        let words: [Substring]
        let set: Set<Substring>
    }

    static func label(of position: Int) -> String { position % 7 < 5 ? "libs" : "perl" }

    /// Made up: a third of all pairs say the same.
    static func millis(_ left: String, _ right: String) -> Int {
        (left.utf8.count * 31 + right.utf8.count * 17) % 3 == 0 ? 850 : 849
    }

    static func statuses(of texts: [String]) -> [RowStatus] {
        var accepted: [Row] = []
        return texts.enumerated().map { position, text in
            let words = text.split { !$0.isLetter && !$0.isNumber }
            let row = Row(
                text: text, label: label(of: position), words: words, set: Set(words))
            if let original = accepted.firstIndex(where: { $0.words == words })
                ?? near(row, accepted)
            {
                return .duplicate(of: RowNumber(UInt32(original)))
            }
            accepted.append(row)
            return .accepted(RowNumber(UInt32(accepted.count - 1)))
        }
    }

    private static func near(_ row: Row, _ accepted: [Row]) -> Int? {
        func share(_ earlier: Row) -> Double {
            Double(earlier.set.intersection(row.set).count)
                / Double(earlier.set.union(row.set).count)
        }
        return accepted.indices.filter { number in
            let earlier = accepted[number]
            return earlier.label == row.label && earlier.set.count >= 4
                && 5 * earlier.set.intersection(row.set).count >= 4 * earlier.set.count
        }.sorted { left, right in
            let (first, second) = (share(accepted[left]), share(accepted[right]))
            return first == second ? left < right : first > second
        }.prefix(4).filter { millis(row.text, accepted[$0].text) >= 850 }.min()
    }
}
