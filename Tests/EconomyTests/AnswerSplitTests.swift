import Economy
import Identity
import Money
import Testing
import Wire

@Suite struct `The split of a fee` {
    private static let fee = Amount(nanoOPEN: 10_000_000)

    private static func account(_ name: String) -> AccountAddress {
        AccountKey.derived(seed: 1, label: name).address
    }

    private func row(
        _ number: UInt32, _ name: String, _ weight: UInt64, _ lower: UInt64,
        _ hold: HoldReason? = nil
    ) throws -> AttributedRow {
        AttributedRow(
            EvidenceSubject(datanet: 3, number: number), account: Self.account(name),
            weight: try self.weight(weight),
            lower: try self.weight(lower), hold: hold)
    }

    private func weight(_ value: UInt64) throws -> PartsPerBillion {
        try #require(PartsPerBillion(UInt32(value)))
    }

    @Test func `pays the lower bound and holds the rest`() throws {
        let split = try AnswerSplit(
            fee: Amount(nanoOPEN: 1_000), shares: .standard,
            rows: [row(5, "alice", 500_000_000, 250_000_000)])
        #expect(split.lines.count == 1)
        #expect(split.lines[0].amount.nanoOPEN == 350)
        #expect(split.lines[0].paid.nanoOPEN == 175)
        #expect(split.lines[0].held.nanoOPEN == 175)
        #expect(split.lines[0].reason == .uncertain)
        #expect(split.unattributedAmount.nanoOPEN == 350)
    }

    @Test func `pays a certain row in full and names no reason`() throws {
        let split = try AnswerSplit(
            fee: Amount(nanoOPEN: 1_000), shares: .standard,
            rows: [row(5, "alice", 500_000_000, 500_000_000)])
        #expect(split.lines[0].paid == split.lines[0].amount)
        #expect(split.lines[0].reason == nil)
    }

    @Test func `holds everything of gated and small accounts`() throws {
        let split = try AnswerSplit(
            fee: Amount(nanoOPEN: 1_000), shares: .standard,
            rows: [
                row(1, "alice", 300_000_000, 300_000_000, .gated),
                row(2, "bob", 200_000_000, 200_000_000, .fewRows),
            ])
        #expect(split.lines.map(\.reason) == [.gated, .fewRows])
        #expect(split.lines.allSatisfy { $0.paid == .zero && $0.held == $0.amount })
    }

    /// Thresholds are set by whoever trains and by the Datanet's owner: they decide which lines are
    /// held, and that must not move money to them or to anybody else.
    @Test(arguments: UInt64(0)..<100)
    func `gives nobody more because a line is held`(seed: UInt64) throws {
        var random = SeededBytes(seed: seed, label: "holding")
        var free: [AttributedRow] = []
        var held: [AttributedRow] = []
        for number in 0..<UInt32(1 + random.below(20)) {
            let weight = random.below(50_000_000)
            let lower = random.below(weight + 1)
            let hold = [HoldReason.gated, .fewRows, nil][Int(random.below(3))]
            free.append(try row(number, "team \(number)", weight, lower))
            held.append(try row(number, "team \(number)", weight, lower, hold))
        }
        let fee = Amount(nanoOPEN: 1 + random.below(1 << 40))
        let without = try AnswerSplit(fee: fee, shares: .standard, rows: free)
        let with = try AnswerSplit(fee: fee, shares: .standard, rows: held)
        // Maker, node, base model, burn and the Datanet's pool.
        #expect(with.parts == without.parts)
        #expect(with.unattributedAmount == without.unattributedAmount)
        for (line, freeLine) in zip(with.lines, without.lines) {
            #expect(line.account == freeLine.account && line.amount == freeLine.amount)
            #expect(line.paid.nanoOPEN + line.held.nanoOPEN == line.amount.nanoOPEN)
            #expect(line.paid == (line.reason?.holdsWholeLine == true ? .zero : freeLine.paid))
        }
    }

    @Test func `gives everything to the pool when no row is named`() throws {
        let split = try AnswerSplit(fee: Self.fee, shares: .standard, rows: [])
        #expect(split.unattributedAmount == split.parts.contributors)
        #expect(split.unattributedWeight == .whole)
    }

    @Test func `orders lines by weight and then by row`() throws {
        let split = try AnswerSplit(
            fee: Self.fee, shares: .standard,
            rows: [
                row(9, "alice", 100, 0), row(3, "alice", 100, 0),
                row(7, "bob", 200, 0),
            ])
        #expect(split.lines.map(\.row) == [7, 3, 9])
    }

    @Test func `refuses what breaks a rule`() throws {
        let fee = Self.fee
        #expect(throws: AnswerFlaw.lowerAboveWeight(row: 1)) {
            try AnswerSplit(
                fee: fee, shares: .standard, rows: [row(1, "alice", 10, 11)])
        }
        #expect(throws: AnswerFlaw.repeatedRow(1)) {
            try AnswerSplit(
                fee: fee, shares: .standard,
                rows: [row(1, "alice", 10, 1), row(1, "alice", 9, 1)])
        }
        #expect(throws: AnswerFlaw.weightSum) {
            try AnswerSplit(
                fee: fee, shares: .standard,
                rows: [row(1, "alice", 900_000_000, 1), row(2, "bob", 100_000_001, 1)])
        }
        #expect(throws: AnswerFlaw.tooManyRows(65)) {
            try AnswerSplit(
                fee: fee, shares: .standard,
                rows: (0..<65).map { try row($0, "alice", 1, 0) })
        }
    }

    @Test(arguments: 0..<200)
    func `conserves every unit and never pays more than the lower bound`(seed: UInt64) throws {
        var random = SeededBytes(seed: seed, label: "split")
        let fee = Amount(nanoOPEN: random.next() >> random.below(64))
        var left: UInt64 = 1_000_000_000
        var rows: [AttributedRow] = []
        for number in 0..<random.below(65) {
            let share = random.below(left / 2 + 1)
            let lower = share == 0 ? 0 : random.below(share + 1)
            left -= share
            let holds: [HoldReason?] = [nil, nil, .gated, .fewRows]
            rows.append(
                AttributedRow(
                    EvidenceSubject(datanet: 3, number: UInt32(number)),
                    account: Self.account("alice"),
                    weight: try weight(share), lower: try weight(lower),
                    hold: holds[Int(random.below(4))]))
        }
        let split = try AnswerSplit(fee: fee, shares: .standard, rows: rows)
        #expect(Amount.total(of: split.parts.inOrder) == UInt128(fee.nanoOPEN))
        let lines = Amount.total(of: split.lines.map(\.amount) + [split.unattributedAmount])
        #expect(lines == UInt128(split.parts.contributors.nanoOPEN))
        for line in split.lines {
            #expect(Amount.total(of: [line.paid, line.held]) == UInt128(line.amount.nanoOPEN))
            let bound = UInt128(line.amount.nanoOPEN) * UInt128(line.lower.value)
            #expect(UInt128(line.paid.nanoOPEN) * UInt128(line.weight.value) <= bound)
        }
    }
}
