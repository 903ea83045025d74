import AuditTestKit
import Datanets
import Foundation
import Identity
import Ledger
import Machine
import MachineTestKit
import Testing
import Wire
import Workflows

@Suite struct `An objection whose decision was killed` {
    /// The account is open: its contribution is why there is an objection.
    static let steps = ContributionStep.allCases.filter { $0 != .accountOpened }
    static let afterCommit = steps.filter { $0 != .staged }

    private func killed(after step: ContributionStep) async throws -> ObjectedDirectory {
        let objected = try await ObjectedDirectory()
        try await objected.object(to: 1)
        await #expect(throws: ContributionDirectory.Killed.self) {
            try await objected.rule(isUpheld: true, killedAfter: step)
        }
        return objected
    }

    @Test(arguments: steps)
    func `is finished by the same call, and taken in once`(step: ContributionStep) async throws {
        let objected = try await killed(after: step)
        let outcome = try await objected.rule(isUpheld: true)
        #expect(outcome.isNew && outcome.contribution?.accepted == 1)
        try await objected.checkThatItIsIn()
        #expect(try await !objected.rule(isUpheld: true).isNew)
        try await objected.checkThatItIsIn()
    }

    @Test(arguments: afterCommit)
    func `is finished by whoever comes next, without the key`(step: ContributionStep) async throws {
        let objected = try await killed(after: step)
        _ = try await objected.directory.contribute(
            kitchenRows("sour green lime"), by: ObjectedDirectory.ada)
        try await objected.checkThatItIsIn(contributions: 4)
        let outcome = try await objected.rule(isUpheld: true, key: nil)
        #expect(outcome.contribution?.firstRow == RowNumber(2))
        try await objected.checkThatItIsIn(contributions: 4)
    }

    @Test(arguments: steps, [ContributionStep.revealed, .rowsAppended, .saltsAppended])
    func `survives that its completion is killed too`(
        step: ContributionStep, later: ContributionStep
    ) async throws {
        let objected = try await killed(after: step)
        _ = try? await objected.rule(isUpheld: true, killedAfter: later)
        try await objected.rule(isUpheld: true)
        try await objected.checkThatItIsIn()
    }

    @Test func `before anything of the row was written is upheld, and its row goes in later`()
        async throws
    {
        let objected = try await killed(after: .staged)
        for name in try objected.directory.staged() {
            try FileManager.default.removeItem(atPath: "\(objected.directory.folder)/\(name)")
        }
        #expect(try await objected.objections().all.map(\.state) == [.upheld])
        await #expect(throws: ObjectionRefusal.decided(.upheld)) {
            try await objected.rule(isUpheld: false)
        }
        try await objected.with { intake in
            try await intake.finishUpheld(key: { _ in nil }, secret: { .zero })
            #expect(intake.notes.count == 1)
        }
        try objected.directory.checkAgreement(contributions: 2)
        try await objected.with { intake in
            for _ in 0..<2 {
                try await intake.finishUpheld(
                    key: { $0 == ObjectedDirectory.bob.address ? ObjectedDirectory.bob : nil },
                    secret: { .zero })
            }
            #expect(intake.notes.isEmpty)
        }
        try await objected.checkThatItIsIn()
    }

    @Test func `and whose words another row has by then is not taken in`() async throws {
        let objected = try await ObjectedDirectory()
        let other = try await objected.directory.contribute(
            kitchenRows("A very ripe red apple, INDEED"), by: ObjectedDirectory.carol)
        try await objected.object(to: 1)
        try await objected.object(to: 0, of: other.commitIndex, by: ObjectedDirectory.carol)
        await #expect(throws: ContributionDirectory.Killed.self) {
            try await objected.rule(isUpheld: true, killedAfter: .staged)
        }
        try await objected.rule(on: 2, isUpheld: true, key: ObjectedDirectory.carol)
        await #expect(throws: ObjectionRefusal.sameWords(RowNumber(2))) {
            try await objected.rule(isUpheld: true)
        }
        #expect(try objected.directory.datanet().contributions.count == 4)
    }

    @Test func `whose reveal came too late is taken in with another one`() async throws {
        let objected = try await killed(after: .committed)
        let domain = try objected.directory.reader().state.domain
        let writer = try await objected.directory.writer()
        let others = (0..<1001).map { number in
            let key = AccountKey.derived(seed: UInt64(number), label: "passer-by")
            return EntryBody.accountOpen(
                AccountOpen(account: key.address, role: .participant).signed(by: key, in: domain))
        }
        for result in try await writer.append(contentsOf: others) { _ = try result.get() }
        try await writer.close()
        let outcome = try await objected.with {
            try await $0.rule(
                on: 1, objected.ruling(true), key: ObjectedDirectory.bob, secret: .sha256([9]))
        }
        #expect(outcome.contribution?.status == .contributed)
        let datanet = try objected.directory.datanet()
        #expect(datanet.acceptedRows.last?.row.text == ObjectedDirectory.rows[1])
        #expect(datanet.contributions.count == 3)
    }

    @Test(arguments: FailingDisk.Failure.allCases, 0..<8)
    func `is finished when the disk failed at any call`(
        failure: FailingDisk.Failure, calls: Int
    ) async throws {
        let objected = try await ObjectedDirectory()
        try await objected.object(to: 1)
        let disk = FailingDisk(failure, after: calls)
        await #expect(throws: OperationError.self) {
            try await objected.rule(isUpheld: true, disk: { try disk.open($0) })
        }
        try await objected.rule(isUpheld: true)
        try await objected.checkThatItIsIn()
    }

    @Test(arguments: FailingDisk.Failure.allCases, 0..<2)
    func `and one that was being made is not there, or said to be`(
        failure: FailingDisk.Failure, calls: Int
    ) async throws {
        let objected = try await ObjectedDirectory()
        let disk = FailingDisk(failure, after: calls)
        await #expect(throws: OperationError.self) {
            try await objected.object(to: 1, disk: { try disk.open($0) })
        }
        do { try await objected.object(to: 1) } catch ObjectionRefusal.again(let number) {
            #expect(number == 1)
        }
        #expect(try await objected.objections().all.map(\.number) == [1])
        try await objected.rule(isUpheld: true)
        try await objected.checkThatItIsIn()
    }
}
