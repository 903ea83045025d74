import Economy
import Identity
import Ledger
import LedgerTestKit
import Money
import Testing
import Wire

@Suite struct `The ledger's state` {
    private func refuses(
        _ log: SampleLog, _ refusal: Refusal, _ body: EntryBody,
        _ location: SourceLocation = #_sourceLocation
    ) {
        var copy = log
        let before = String(reflecting: copy.state)
        #expect(throws: refusal, sourceLocation: location) { try copy.add(body) }
        #expect(String(reflecting: copy.state) == before, sourceLocation: location)
        #expect(refusal.description.hasSuffix("."), sourceLocation: location)
    }

    @Test func `pays an answer from the payer to rows, maker, node, base model and pool`() throws {
        var log = try SampleLog.ready()
        try log.add(.answer(log.answer(1)))
        let balances = log.state.balances
        // 7,000,000 to rows and pool: .4 .2 .1 .05 and the rest .25.
        let alice = balances.statement(of: SampleLog.account("alice"))
        #expect(alice.payable.nanoOPEN == 2_100_000 && alice.held(.uncertain).nanoOPEN == 700_000)
        let bob = balances.statement(of: SampleLog.account("bob"))
        #expect(bob.payable.nanoOPEN == 1_400_000 && bob.held(.gated).nanoOPEN == 700_000)
        let carol = balances.statement(of: SampleLog.account("carol"))
        #expect(carol.payable == .zero && carol.held(.fewRows).nanoOPEN == 350_000)
        #expect(balances.pool(ofDatanet: log.datanet).nanoOPEN == 1_750_000)
        #expect(balances.statement(of: SampleLog.account("maker")).earnedAsMaker == 1_000_000)
        #expect(balances.statement(of: SampleLog.account("node")).earnedAsNode == 1_000_000)
        #expect(balances.statement(of: SampleLog.account("base")).earnedAsBaseModel == 500_000)
        #expect(balances.burned.nanoOPEN == 500_000)
        let payer = balances.statement(of: SampleLog.account("payer"))
        #expect(payer.payable.nanoOPEN == 90_000_000 && payer.spent == 10_000_000)
        #expect(balances.isConservedRecounted)
    }

    @Test func `lets a contributor pay with what it earned`() throws {
        var log = try SampleLog.ready()
        for number in 1...5 { try log.add(.answer(log.answer(UInt8(number)))) }
        try log.add(.answer(log.answer(9, payer: "alice")))
        let alice = log.state.balances.statement(of: SampleLog.account("alice"))
        #expect(alice.payable.nanoOPEN == 6 * 2_100_000 - 10_000_000)
        #expect(alice.isBalanced && log.state.balances.isConservedRecounted)
    }

    @Test func `knows whose row a number is`() throws {
        let log = try SampleLog.ready()
        let owners = (0..<20).map { log.state.owner(ofRow: $0, inDatanet: log.datanet) }
        let names = (0..<19).map { $0 < 10 ? "alice" : $0 < 16 ? "bob" : "carol" }
        #expect(owners == names.map(SampleLog.account) + [nil])
    }

    @Test func `opens the operator first and only then others`() throws {
        let log = SampleLog()
        let fields = log.signed(
            AccountOpen(account: SampleLog.account("a"), role: .participant), "a")
        refuses(log, .operatorFirst, .accountOpen(fields))
        refuses(log, .operatorFirst, .policySet(log.policyFields()))
        var opened = log
        try opened.open("operator", .operator)
        let second = opened.signed(
            AccountOpen(account: SampleLog.account("b"), role: .operator), "b")
        refuses(opened, .operatorFirst, .accountOpen(second))
        try opened.open("a")
        refuses(opened, .accountExists(SampleLog.account("a")), .accountOpen(fields))
    }

    @Test func `refuses another index, time that goes back, and what is no entry`() throws {
        var log = try SampleLog.ready()
        let size = log.state.size
        let body = EntryBody.deposit(log.depositFields("payer", 5, source: "x"))
        let late = Entry(timestampSeconds: SampleLog.start + size, body: body)
        #expect(throws: Refusal.wrongIndex(expected: size)) {
            try log.state.apply(late, index: size + 1)
        }
        let early = Entry(timestampSeconds: SampleLog.start, body: body)
        #expect(throws: Refusal.timestampBackwards(lastSeconds: SampleLog.start + size - 1)) {
            try log.state.apply(early, index: size)
        }
        #expect(throws: Refusal.malformed(.unknownVersion(9))) {
            try log.state.apply([9], index: size)
        }
    }

    @Test func `refuses every entry with another's signature`() throws {
        let log = try SampleLog.ready()
        var unopened = log
        try unopened.add(.answer(unopened.answer(1)))
        var deposit = log.depositFields("payer", 5, source: "y")
        deposit = deposit.signed(by: SampleLog.key("payer"), in: log.state.domain)
        refuses(log, .signature, .deposit(deposit))
        var policy = log.policyFields()
        policy.signature = .unsigned
        refuses(log, .signature, .policySet(policy))
        let answer = try log.answer(1)
        var other = answer
        other.signature = try log.answer(2).signature
        refuses(log, .signature, .answer(other))
        let commit = log.commitFields("alice", rows: 3, salt: "again")
        refuses(
            log, .signature,
            .contributionCommit(commit.signed(by: SampleLog.key("bob"), in: log.state.domain)))
        refuses(
            log, .signature,
            .deploy(
                log.deployFields(log.result, revision: 1)
                    .signed(by: SampleLog.key("bob"), in: log.state.domain)))
        refuses(
            log, .signature,
            .evaluationOpen(
                log.openFields().signed(by: SampleLog.key("bob"), in: log.state.domain)))
    }

    @Test func `refuses a signature made for another log`() throws {
        let log = try SampleLog.ready()
        let elsewhere = SigningDomain(chainId: 1, salt: SampleLog.digest("another log"))
        let deposit = log.depositFields("payer", 5, source: "z")
        refuses(
            log, .signature,
            .deposit(deposit.signed(by: SampleLog.key("operator"), in: elsewhere)))
    }

    @Test func `takes contributions in order, in time, and as committed`() throws {
        var log = try SampleLog.ready()
        refuses(
            log, .duplicateCommitment,
            .contributionCommit(log.commitFields("alice", rows: 10)))
        refuses(
            log, .commitUnknown(0),
            .contributionReveal(log.revealFields("alice", of: 0, accepted: 1)))
        let commit = try log.add(
            .contributionCommit(log.commitFields("carol", rows: 20)))
        refuses(
            log, .commitmentMismatch,
            .contributionReveal(log.revealFields("bob", of: commit, accepted: 20)))
        refuses(
            log, .rowCounts,
            .contributionReveal(
                log.revealFields("carol", of: commit, accepted: 15, duplicates: 6)))
        var late = log
        for number in 0..<4 {
            try late.add(.deposit(late.depositFields("bob", 1, source: "wait \(number)")))
        }
        refuses(
            late, .revealTooLate(lastIndex: commit + 4),
            .contributionReveal(late.revealFields("carol", of: commit, accepted: 20)))
        try log.add(.contributionReveal(log.revealFields("carol", of: commit, accepted: 20)))
        refuses(
            log, .alreadyRevealed,
            .contributionReveal(log.revealFields("carol", of: commit, accepted: 20)))
    }
}
