import Economy
import Identity
import Ledger
import LedgerTestKit
import Money
import Testing
import Wire

/// The books as plainly as they can be written: names, buckets and numbers.
private struct NaiveLedger {
    var buckets: [String: UInt64] = [:]

    mutating func add(_ bucket: String, _ amount: UInt64) {
        buckets[bucket, default: 0] += amount
    }

    /// The parts of an amount by largest remainder, by sorting fractions.
    static func parts(_ total: UInt64, _ weights: [UInt64]) -> [UInt64] {
        let sum = weights.reduce(0, +)
        var parts = weights.map { UInt64(UInt128(total) * UInt128($0) / UInt128(sum)) }
        let rest = weights.map { UInt128(total) * UInt128($0) % UInt128(sum) }
        for _ in 0..<(total - parts.reduce(0, +)) {
            var best = -1
            for position in weights.indices
            where parts[position]
                == UInt64(UInt128(total) * UInt128(weights[position]) / UInt128(sum))
            {
                if best < 0 || rest[position] > rest[best] { best = position }
            }
            parts[best] += 1
        }
        return parts
    }

    mutating func answer(payer: String, fee: UInt64, rows: [(String, UInt64, UInt64, String)]) {
        let fees = Self.parts(fee, [7_000, 1_000, 1_000, 500, 500])
        buckets["payable \(payer)", default: 0] -= fee
        add("payable maker", fees[1])
        add("payable node", fees[2])
        add("payable base", fees[3])
        add("burned", fees[4])
        let rest = 1_000_000_000 - rows.reduce(0) { $0 + $1.1 }
        let amounts = Self.parts(fees[0], rows.map(\.1) + [rest])
        for ((owner, weight, lower, hold), amount) in zip(rows, amounts) {
            if hold.isEmpty {
                let paid =
                    weight == 0 ? 0 : UInt64(UInt128(amount) * UInt128(lower) / UInt128(weight))
                add("payable \(owner)", paid)
                add("uncertain \(owner)", amount - paid)
            } else {
                add("\(hold) \(owner)", amount)
            }
        }
        add("pool", amounts[rows.count])
    }

    func amount(_ bucket: String) -> UInt64 { buckets[bucket] ?? 0 }
}

@Suite struct `The ledger beside a naive model` {
    private static let holders = ["payer", "alice", "bob", "carol", "maker", "node", "base"]

    @Test(arguments: 0..<12 as Range<UInt64>, [UInt8(1), 2])
    func `has the same balances after random entries`(seed: UInt64, layout: UInt8) throws {
        var random = SeededBytes(seed: seed, label: "model")
        var log = try SampleLog.ready(layout: layout)
        let second = layout == 2 ? try addSecondDatanet(to: &log) : nil
        var naive = NaiveLedger()
        naive.add("payable payer", 100_000_000)
        var deposited: UInt128 = 100_000_000
        for step in 0..<60 {
            let payer = ["payer", "alice", "bob"][Int(random.below(3))]
            if random.below(4) == 0 {
                let amount = 1 + random.below(30_000_000)
                try log.add(
                    .deposit(log.depositFields(payer, amount, source: "deposit \(step)")))
                naive.add("payable \(payer)", amount)
                deposited += UInt128(amount)
                continue
            }
            let rows = try randomRows(&random, log, second)
            let answer = EntryBody.answer(
                try log.answer(UInt8(step), payer: payer, rows: rows.map(\.row)))
            if naive.amount("payable \(payer)") < SampleLog.fee.nanoOPEN {
                #expect(throws: Refusal.self) { try log.add(answer) }
            } else {
                try log.add(answer)
                naive.answer(
                    payer: payer, fee: SampleLog.fee.nanoOPEN,
                    rows: rows.map {
                        ($0.owner, UInt64($0.row.weight.value), UInt64($0.row.lower.value), $0.hold)
                    })
            }
        }
        try compare(log.state, naive, log.datanet)
        #expect(log.state.balances.isConservedRecounted)
        #expect(UInt128(log.state.balances.deposited.nanoOPEN) == deposited)
    }

    /// A Datanet with four rows of carol and three of alice, and a model that learned from both.
    private func addSecondDatanet(to log: inout SampleLog) throws -> UInt64 {
        let home = log.datanet
        let fields = DatanetCreate(
            owner: SampleLog.account("bob"), termsCommitment: SampleLog.digest("second"),
            policy: log.datanetPolicy)
        log.datanet = try log.add(.datanetCreate(log.signed(fields, "bob")))
        try log.contribute("carol", rows: 4)
        try log.contribute("alice", rows: 3)
        let second = log.datanet
        log.datanet = home
        try log.sell("of both", trainedOn: [home, second])
        return second
    }

    private struct RandomRow {
        let row: AttributedRow
        let owner: String
        let hold: String
    }

    /// Rows in the order that an entry demands.
    private func randomRows(
        _ random: inout SeededBytes, _ log: SampleLog, _ second: UInt64?
    ) throws -> [RandomRow] {
        var left: UInt64 = 1_000_000_000
        var rows: [RandomRow] = []
        let owners: (UInt32) -> String = { $0 < 10 ? "alice" : $0 < 16 ? "bob" : "carol" }
        var subjects = (0..<19).map {
            (subject: EvidenceSubject(datanet: log.datanet, number: $0), owner: owners($0))
        }
        if let second {
            subjects += (0..<7).map {
                (EvidenceSubject(datanet: second, number: $0), $0 < 4 ? "carol" : "alice")
            }
        }
        random.shuffle(&subjects)
        for (subject, owner) in subjects.prefix(Int(random.below(20))) {
            let weight = random.below(left / 3 + 1)
            left -= weight
            let hold = ["", "", "gated", "fewRows"][Int(random.below(4))]
            let row = AttributedRow(
                subject, account: SampleLog.account(owner),
                weight: try #require(PartsPerBillion(UInt32(weight))),
                lower: try #require(PartsPerBillion(UInt32(random.below(weight + 1)))),
                hold: hold == "gated" ? .gated : hold == "fewRows" ? .fewRows : nil)
            rows.append(RandomRow(row: row, owner: owner, hold: hold))
        }
        return rows.sorted {
            $0.row.weight == $1.row.weight
                ? ($0.row.subject.datanet, $0.row.row) < ($1.row.subject.datanet, $1.row.row)
                : $0.row.weight > $1.row.weight
        }
    }

    private func compare(_ state: LedgerState, _ naive: NaiveLedger, _ datanet: UInt64) throws {
        for name in Self.holders {
            let statement = state.balances.statement(of: SampleLog.account(name))
            #expect(statement.payable.nanoOPEN == naive.amount("payable \(name)"))
            #expect(statement.held(.uncertain).nanoOPEN == naive.amount("uncertain \(name)"))
            #expect(statement.held(.gated).nanoOPEN == naive.amount("gated \(name)"))
            #expect(statement.held(.fewRows).nanoOPEN == naive.amount("fewRows \(name)"))
        }
        #expect(state.balances.pool(ofDatanet: datanet).nanoOPEN == naive.amount("pool"))
        #expect(state.balances.burned.nanoOPEN == naive.amount("burned"))
    }
}
