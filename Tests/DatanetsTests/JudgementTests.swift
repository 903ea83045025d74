import DatanetTestKit
import Datanets
import Identity
import Synchronization
import Testing
import Wire

@Suite struct `Rows judged ahead of their turn` {
    private static let labels = LabelSet(["libs", "perl"])
    private static let rows = [
        "fast json parser library", "tiny web server for tests", "a fast json parser library",
    ]

    /// A Datanet with a row, rows that are judged ahead in it, and what comes meanwhile.
    private func carried(meanwhile: [String]) throws -> (Datanet.Registered, Datanet.Registered) {
        var datanet = Datanet(task: .classification(Self.labels))
        try datanet.register(try contribution(of: 1, ["tiny web server for tests"]), by: likeness)
        let mine = try contribution(of: 2, Self.rows)
        let judgement = try datanet.judgement(of: mine.rows.map(\.row), by: likeness)
        if !meanwhile.isEmpty {
            try datanet.register(try contribution(of: 3, meanwhile), by: likeness)
        }
        return (
            try datanet.carried(judgement, over: mine), try datanet.judged(mine, by: likeness)
        )
    }

    private let likeness = FixedLikeness()

    private func contribution(of owner: UInt8, _ texts: [String]) throws -> Contribution {
        var salts = SeededBytes(seed: UInt64(owner), label: "salts")
        return Contribution(
            account: AccountKeyless.address(owner),
            rows: try texts.map { try DatanetRow(text: $0, label: "libs") }, salts: &salts)
    }

    @Test func `are what they would be in it`() throws {
        for meanwhile in [[], ["colour picker widget"], ["colour picker", "colour picker", "x"]] {
            let (ahead, now) = try carried(meanwhile: meanwhile)
            #expect(ahead.statuses == now.statuses)
            #expect(now.acceptedCount == 1 && now.duplicateCount == 2)
        }
    }

    @Test func `are to be judged again where what came may be near them`() throws {
        for meanwhile in ["fast json parser library", "library json parser: fast"] {
            #expect(throws: OutrunError.self) { try carried(meanwhile: [meanwhile]) }
        }
    }

    @Test func `are to be judged again where very many came`() throws {
        var datanet = Datanet(task: .classification(Self.labels))
        let mine = try contribution(of: 2, (0..<1_500).map { "mine \($0)" })
        let judgement = try datanet.judgement(of: mine.rows.map(\.row), by: likeness)
        try datanet.register(
            try contribution(of: 3, (0..<1_300).map { "theirs \($0)" }), by: likeness)
        #expect(try datanet.carried(judgement, over: mine).acceptedCount == 1_500)
        try datanet.register(try contribution(of: 3, (0..<100).map { "more \($0)" }), by: likeness)
        #expect(throws: OutrunError.self) { try datanet.carried(judgement, over: mine) }
    }

    @Test func `tell how many earlier rows were looked at, those of the label alone`() throws {
        struct Counting: TextLikeness {
            let looked: @Sendable (Int) -> Void
            func millis(between text: String, and others: [String]) -> [Int] {
                others.map { _ in 0 }
            }
            func looked(at rows: Int) { looked(rows) }
        }
        var datanet = Datanet(task: .classification(Self.labels))
        let texts = (0..<20).map { "common words here \($0)" }
        try datanet.register(try contribution(of: 1, texts), by: likeness)
        let count = Mutex(0)
        let counting = Counting { rows in count.withLock { $0 += rows } }
        let same = try contribution(of: 2, ["common words here 3 4"]).rows.map(\.row)
        _ = try datanet.judgement(of: same, by: counting)
        #expect(count.withLock { $0 } > 0)
        count.withLock { $0 = 0 }
        let other = try same.map { try DatanetRow(text: $0.text, label: "perl") }
        _ = try datanet.judgement(of: other, by: counting)
        #expect(count.withLock { $0 } == 0)
    }
}
