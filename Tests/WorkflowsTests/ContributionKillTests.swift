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

@Suite struct `A contribution that was killed` {
    @Test(arguments: ContributionStep.allCases)
    func `is finished by the same call`(step: ContributionStep) async throws {
        let directory = try await ContributionDirectory.founded()
        _ = try await directory.contribute(
            kitchenRows("the stainless steel whisk", label: "tool"), by: ContributionDirectory.bob)
        let rows = try kitchenRows("a ripe red apple", "one long yellow banana")
        await #expect(throws: ContributionDirectory.Killed.self) {
            try await directory.contribute(rows, by: ContributionDirectory.ada, killedAfter: step)
        }
        let outcome = try await directory.contribute(rows, by: ContributionDirectory.ada)
        #expect(outcome.status == (step == .accountOpened ? .contributed : .completed))
        #expect((outcome.accepted, outcome.duplicates) == (2, 0))
        try directory.checkAgreement(contributions: 2)
    }

    @Test(arguments: ContributionStep.allCases)
    func `is finished by whoever comes next, once it is committed`(
        step: ContributionStep
    ) async throws {
        let directory = try await ContributionDirectory.founded()
        let rows = try kitchenRows("a ripe red apple", "one long yellow banana")
        await #expect(throws: ContributionDirectory.Killed.self) {
            try await directory.contribute(rows, by: ContributionDirectory.ada, killedAfter: step)
        }
        let next = try await directory.contribute(
            kitchenRows("a ripe red apple", "sour green lime"), by: ContributionDirectory.bob)
        let wasCommitted = step != .accountOpened && step != .staged
        #expect(next.duplicates == (wasCommitted ? 1 : 0))
        let outcome = try await directory.contribute(rows, by: ContributionDirectory.ada)
        #expect(outcome.duplicates == (wasCommitted ? 0 : 1))
        try directory.checkAgreement(contributions: 2)
    }

    @Test(arguments: ContributionStep.allCases, [ContributionStep.rowsAppended, .saltsAppended])
    func `survives that its completion is killed too`(
        step: ContributionStep, later: ContributionStep
    ) async throws {
        let directory = try await ContributionDirectory.founded()
        let rows = try kitchenRows("a ripe red apple", "one long yellow banana")
        for last in [step, later] {
            _ = try? await directory.contribute(
                rows, by: ContributionDirectory.ada, killedAfter: last)
        }
        let outcome = try await directory.contribute(rows, by: ContributionDirectory.ada)
        #expect((outcome.accepted, outcome.duplicates) == (2, 0))
        try directory.checkAgreement(contributions: 1)
    }

    @Test(arguments: ["contributions.jsonl", "rows.jsonl", "salts.jsonl"])
    func `is restored when only one file has its rows, whichever it is`(
        file: String
    ) async throws {
        let directory = try await ContributionDirectory.founded()
        _ = try await directory.contribute(
            kitchenRows("sour green lime"), by: ContributionDirectory.bob)
        let names = ["contributions.jsonl", "rows.jsonl", "salts.jsonl"]
        let old = try names.map {
            try Data(contentsOf: URL(fileURLWithPath: "\(directory.folder)/\($0)"))
        }
        let rows = try kitchenRows("a ripe red apple", "one long yellow banana")
        await #expect(throws: ContributionDirectory.Killed.self) {
            try await directory.contribute(
                rows, by: ContributionDirectory.ada, killedAfter: .recorded)
        }
        for (name, bytes) in zip(names, old) where name != file {
            try bytes.write(to: URL(fileURLWithPath: "\(directory.folder)/\(name)"))
        }
        let outcome = try await directory.contribute(rows, by: ContributionDirectory.ada)
        #expect(outcome.status == .completed)
        try directory.checkAgreement(contributions: 2)
    }

    @Test func `leaves no half-written staged file behind`() async throws {
        let directory = try await ContributionDirectory.founded()
        try Data("{".utf8).write(
            to: URL(fileURLWithPath: directory.folder + "/staged-00.json.new"))
        _ = try await directory.contribute(
            kitchenRows("a ripe red apple"), by: ContributionDirectory.ada)
        try directory.checkAgreement(contributions: 1)
    }

    @Test func `is offered anew when its reveal came too late`() async throws {
        let directory = try await ContributionDirectory.founded()
        let rows = try kitchenRows("a ripe red apple")
        await #expect(throws: ContributionDirectory.Killed.self) {
            try await directory.contribute(
                rows, by: ContributionDirectory.ada, killedAfter: .committed)
        }
        let domain = try directory.reader().state.domain
        let writer = try await directory.writer()
        let others = (0..<1001).map { number in
            let key = AccountKey.derived(seed: UInt64(number), label: "passer-by")
            return EntryBody.accountOpen(
                AccountOpen(account: key.address, role: .participant).signed(by: key, in: domain))
        }
        for result in try await writer.append(contentsOf: others) { _ = try result.get() }
        try await writer.close()
        let opened = try await directory.open()
        #expect(opened.intake.notes.count == 1)
        #expect(try directory.staged().isEmpty)
        try await opened.writer.close()
        let outcome = try await directory.contribute(rows, by: ContributionDirectory.ada)
        #expect(outcome.status == .contributed)
        #expect(try directory.datanet().acceptedRows.map(\.row) == rows)
    }

    @Test(arguments: FailingDisk.Failure.allCases, 0..<6)
    func `is finished when the disk failed at any call`(
        failure: FailingDisk.Failure, calls: Int
    ) async throws {
        let directory = try await ContributionDirectory.founded()
        _ = try await directory.contribute(
            kitchenRows("sour green lime"), by: ContributionDirectory.bob)
        let rows = try kitchenRows("a ripe red apple", "one long yellow banana")
        let disk = FailingDisk(failure, after: calls)
        await #expect(throws: OperationError.self) {
            try await directory.contribute(
                rows, by: ContributionDirectory.ada, disk: { try disk.open($0) })
        }
        // What was acknowledged before can be read without the log.
        let standing = try directory.datanet()
        #expect(standing.contributions[0].contribution.rows.count == 1)
        let outcome = try await directory.contribute(rows, by: ContributionDirectory.ada)
        #expect(outcome.status == .completed)
        try directory.checkAgreement(contributions: 2)
    }

    @Test func `leaves a torn tail that is cut when rows come`() async throws {
        let directory = try await ContributionDirectory.founded()
        _ = try await directory.contribute(
            kitchenRows("sour green lime"), by: ContributionDirectory.bob)
        for name in ["contributions.jsonl", "rows.jsonl", "salts.jsonl"] {
            let file = try FileHandle(
                forWritingTo: URL(fileURLWithPath: "\(directory.folder)/\(name)"))
            try file.seekToEnd()
            try file.write(contentsOf: Data(#"{"account":"0x01"#.utf8))
            try file.close()
        }
        #expect(try directory.datanet().contributions.count == 1)
        _ = try await directory.contribute(
            kitchenRows("a ripe red apple"), by: ContributionDirectory.ada)
        try directory.checkAgreement(contributions: 2)
    }
}
