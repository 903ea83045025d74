import Datanets
import Identity
import Testing
import Wire

@Suite struct `A Datanet` {
    static let labels = LabelSet(["libs", "perl"])

    @Test func `keeps a duplicate with the number of the earlier row, whoever owns it`() throws {
        var datanet = Datanet(task: .classification(Self.labels))
        let first = try datanet.register(
            contribution(of: 1, ["fast json parser library", "tiny web server"]))
        #expect(first.statuses == [.accepted(RowNumber(0)), .accepted(RowNumber(1))])
        let second = try datanet.register(
            contribution(
                of: 2,
                [
                    "Perl bindings to the widget toolkit", "a fast JSON parser, as library",
                    "fast json parser library", "Tiny Web-Server!", "a tiny web server",
                ]))
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
        let third = try datanet.register(contribution(of: 2, ["perl widget toolkit bindings to"]))
        #expect(third.statuses == [.duplicate(of: RowNumber(2))])
    }

    @Test func `does not let a short row strip rows that merely contain it`() throws {
        var datanet = Datanet(task: .classification(Self.labels))
        try datanet.register(contribution(of: 1, ["rust code source", "code"]))
        let later = try datanet.register(
            contribution(of: 2, ["source rust code", "rust code source for graphs", "code"]))
        #expect(
            later.statuses == [
                .accepted(RowNumber(2)), .accepted(RowNumber(3)), .duplicate(of: RowNumber(1)),
            ])
    }

    @Test func `does not count a duplicate as an earlier row`() throws {
        var datanet = Datanet(task: .classification(Self.labels))
        // The second is like the first; the third is like the second only.
        let result = try datanet.register(
            contribution(of: 1, ["k l m n o p", "k l m n q r", "m n q r s t"]))
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
        #expect(throws: RowRefusal(line: 2, reason: .unknownLabel)) { try datanet.register(bad) }
        #expect(datanet.contributions.isEmpty && datanet.acceptedRows.isEmpty)
        let good = try datanet.register(contribution(of: 2, ["one"]))
        #expect(good.statuses == [.accepted(RowNumber(0))])
    }

    @Test func `has a version that binds rows, order and commitments`() throws {
        var datanet = Datanet(task: .classification(Self.labels))
        let empty = datanet.version
        let contribution = try `A contribution`.contribution()
        try datanet.register(contribution)
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
            found += try datanet.register(contribution(of: UInt8(start / 50), part)).statuses
        }
        let expected = AllPairs.statuses(of: texts)
        #expect(found == expected)
        #expect(expected.contains { $0.number == nil } && expected.contains { $0.number != nil })
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
    static func statuses(of texts: [String]) -> [RowStatus] {
        var accepted: [(words: [Substring], set: Set<Substring>)] = []
        return texts.map { text in
            let words = text.split { !$0.isLetter && !$0.isNumber }
            let set = Set(words)
            let original = accepted.firstIndex { earlier in
                let common = earlier.set.intersection(set).count
                let union = earlier.set.union(set).count
                return earlier.words == words || (earlier.set.count >= 4 && 2 * common >= union)
            }
            if let original { return .duplicate(of: RowNumber(UInt32(original))) }
            accepted.append((words, set))
            return .accepted(RowNumber(UInt32(accepted.count - 1)))
        }
    }
}
