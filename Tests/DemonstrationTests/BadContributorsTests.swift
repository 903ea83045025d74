import DatanetTestKit
import Datanets
import Demonstration
import Identity
import Testing
import Wire

@Suite struct `Bad contributors` {
    static let labels = LabelSet(["admin", "games", "libs"])

    static func honest() throws -> [DatanetRow] {
        try (0..<60).map {
            try DatanetRow(
                text: "package number\($0) for thing\($0 % 7) and task\($0 % 11)",
                label: labels.labels[$0 % 3])
        }
    }

    @Test func `who shuffle keep texts and give every wrong label`() throws {
        let spare = try Self.honest()
        var random = SeededBytes(seed: 1, label: "shuffled")
        let rows = try BadContributors.shuffled(
            count: 50, spare: spare, labels: Self.labels, random: &random)
        #expect(rows.map(\.text) == spare.prefix(50).map(\.text))
        #expect(zip(rows, spare).allSatisfy { $0.label != $1.label })
        #expect(Set(rows.map(\.label)) == Set(Self.labels.labels))
    }

    @Test func `who copy repeat different earlier rows`() throws {
        let earlier = try Self.honest()
        var random = SeededBytes(seed: 1, label: "copied")
        let rows = BadContributors.copied(count: 20, of: earlier, random: &random)
        #expect(Set(rows).count == 20 && Set(rows).isSubset(of: Set(earlier)))
        #expect(rows != Array(earlier.prefix(20)))
    }

    @Test func `who copy after registration get duplicates only, before it accepted rows`() throws {
        // Texts that share few words with each other.
        let rows = try (0..<40).map {
            try DatanetRow(text: "alpha\($0) beta\($0) gamma\($0) delta\($0)", label: "libs")
        }
        var random = SeededBytes(seed: 3, label: "copied")
        let copies = BadContributors.earlyCopier(count: 12, of: rows, random: &random)
        func statuses(_ orders: [[DatanetRow]]) throws -> [Datanet.Registered] {
            var datanet = Datanet(task: .classification(Self.labels))
            var salts = SeededBytes(seed: 4, label: "salts")
            return try orders.enumerated().map { owner, rows in
                try datanet.register(
                    Contribution(
                        account: AccountKey.derived(seed: 1, label: "owner \(owner)").address,
                        rows: rows, salts: &salts),
                    by: FixedLikeness())
            }
        }
        #expect(try statuses([rows, copies])[1].duplicateCount == 12)
        let early = try statuses([copies, rows])
        #expect(early[0].duplicateCount == 0 && early[1].duplicateCount == 12)
    }

    @Test func `who fill use honest words and any label`() throws {
        let vocabulary = BadContributors.vocabulary(of: try Self.honest())
        var random = SeededBytes(seed: 1, label: "filler")
        let rows = try BadContributors.filler(
            count: 80, vocabulary: vocabulary, labels: Self.labels, random: &random)
        let words = Set(vocabulary)
        #expect(rows.count == 80)
        for row in rows {
            let used = row.text.split(separator: " ").map(String.init)
            #expect((4...9).contains(used.count) && Set(used).isSubset(of: words))
        }
        #expect(Set(rows.map(\.label)) == Set(Self.labels.labels))
    }

    @Test func `who label themselves take the model's label`() throws {
        var random = SeededBytes(seed: 1, label: "self")
        let rows = try BadContributors.selfLabelled(
            count: 10, vocabulary: ["one", "two"], random: &random
        ) { $0.hasPrefix("one") ? "libs" : "games" }
        #expect(
            rows.allSatisfy { $0.label == ($0.text.hasPrefix("one") ? "libs" : "games") })
    }

    @Test func `are the same for the same seed`() throws {
        func rows(_ seed: UInt64) throws -> [DatanetRow] {
            var random = SeededBytes(seed: seed, label: "filler")
            return try BadContributors.filler(
                count: 5, vocabulary: ["a", "b", "c"], labels: Self.labels, random: &random)
        }
        #expect(try rows(1) == rows(1))
        #expect(try rows(1) != rows(2))
    }
}
