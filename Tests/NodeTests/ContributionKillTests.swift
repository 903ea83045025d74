import Datanets
import Foundation
import Identity
import Ledger
import LedgerStorage
import Node
import Testing
import Wire

@Suite struct `A contribution that was killed` {
    @Test(arguments: ContributionStep.allCases)
    func `is finished by the same call`(step: ContributionStep) async throws {
        let house = try await ContributionHouse.founded()
        _ = try await house.contribute(
            kitchenRows("the stainless steel whisk", label: "tool"), by: ContributionHouse.bob)
        let rows = try kitchenRows("a ripe red apple", "one long yellow banana")
        await #expect(throws: ContributionHouse.Killed.self) {
            try await house.contribute(rows, by: ContributionHouse.ada, killedAfter: step)
        }
        let outcome = try await house.contribute(rows, by: ContributionHouse.ada)
        #expect(outcome.status == (step == .accountOpened ? .contributed : .completed))
        #expect((outcome.accepted, outcome.duplicates) == (2, 0))
        try house.checkAgreement(contributions: 2)
    }

    @Test(arguments: ContributionStep.allCases)
    func `is finished by whoever comes next, once it is committed`(
        step: ContributionStep
    ) async throws {
        let house = try await ContributionHouse.founded()
        let rows = try kitchenRows("a ripe red apple", "one long yellow banana")
        await #expect(throws: ContributionHouse.Killed.self) {
            try await house.contribute(rows, by: ContributionHouse.ada, killedAfter: step)
        }
        let next = try await house.contribute(
            kitchenRows("a ripe red apple", "sour green lime"), by: ContributionHouse.bob)
        let wasCommitted = step != .accountOpened && step != .staged
        #expect(next.duplicates == (wasCommitted ? 1 : 0))
        let outcome = try await house.contribute(rows, by: ContributionHouse.ada)
        #expect(outcome.duplicates == (wasCommitted ? 0 : 1))
        try house.checkAgreement(contributions: 2)
    }

    @Test(arguments: ContributionStep.allCases, [ContributionStep.rowsReplaced, .saltsReplaced])
    func `survives that its completion is killed too`(
        step: ContributionStep, later: ContributionStep
    ) async throws {
        let house = try await ContributionHouse.founded()
        let rows = try kitchenRows("a ripe red apple", "one long yellow banana")
        for last in [step, later] {
            _ = try? await house.contribute(rows, by: ContributionHouse.ada, killedAfter: last)
        }
        let outcome = try await house.contribute(rows, by: ContributionHouse.ada)
        #expect((outcome.accepted, outcome.duplicates) == (2, 0))
        try house.checkAgreement(contributions: 1)
    }

    @Test(arguments: ["contributions.jsonl", "rows.jsonl", "salts.jsonl", "datanet.json"])
    func `is restored when only one file was replaced, whichever it was`(
        file: String
    ) async throws {
        let house = try await ContributionHouse.founded()
        _ = try await house.contribute(
            kitchenRows("sour green lime"), by: ContributionHouse.bob)
        let names = ["contributions.jsonl", "rows.jsonl", "salts.jsonl", "datanet.json"]
        let old = try names.map {
            try Data(contentsOf: URL(fileURLWithPath: "\(house.folder)/\($0)"))
        }
        let rows = try kitchenRows("a ripe red apple", "one long yellow banana")
        await #expect(throws: ContributionHouse.Killed.self) {
            try await house.contribute(rows, by: ContributionHouse.ada, killedAfter: .recorded)
        }
        for (name, bytes) in zip(names, old) where name != file {
            try bytes.write(to: URL(fileURLWithPath: "\(house.folder)/\(name)"))
        }
        let outcome = try await house.contribute(rows, by: ContributionHouse.ada)
        #expect(outcome.status == .completed)
        try house.checkAgreement(contributions: 2)
    }

    @Test func `leaves no half-written staged file behind`() async throws {
        let house = try await ContributionHouse.founded()
        let name = "datanets/\(ContributionHouse.name)/staged-00.json.new"
        _ = try house.file("{", name: name)
        _ = try await house.contribute(
            kitchenRows("a ripe red apple"), by: ContributionHouse.ada)
        try house.checkAgreement(contributions: 1)
    }

    @Test func `is offered anew when its reveal came too late`() async throws {
        let house = try await ContributionHouse.founded()
        let rows = try kitchenRows("a ripe red apple")
        await #expect(throws: ContributionHouse.Killed.self) {
            try await house.contribute(rows, by: ContributionHouse.ada, killedAfter: .committed)
        }
        let domain = try house.reader().state.domain
        let writer = try house.writer()
        let others = (0..<1001).map { number in
            let key = AccountKey.derived(seed: UInt64(number), label: "passer-by")
            return EntryBody.accountOpen(
                AccountOpen(account: key.address, role: .participant).signed(by: key, in: domain))
        }
        for result in try await writer.append(contentsOf: others) { _ = try result.get() }
        try await writer.close()
        let desk = try await house.desk()
        #expect(desk.notes.count == 1)
        #expect(try house.staged().isEmpty)
        try await desk.close()
        let outcome = try await house.contribute(rows, by: ContributionHouse.ada)
        #expect(outcome.status == .contributed)
        #expect(try house.datanet().acceptedRows.map(\.row) == rows)
    }
}
