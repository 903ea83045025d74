import AuditTestKit
import DatanetTestKit
import Datanets
import Economy
import Foundation
import Identity
import Ledger
import MachineTestKit
import Testing
import Wire
import Workflows

/// A run whose keys and salts are drawn from a seed, over a log that it may have written already.
@Suite struct `A contribution that is made again` {
    private struct Killed: Error {}

    private static let task = DatanetTask.classification(LabelSet(["fruit", "tool"]))
    private static let people = [
        AccountKey.derived(seed: 1, label: "ada"), AccountKey.derived(seed: 1, label: "bob"),
    ]

    /// Runs the whole of it; a kill follows a step of the second contribution.
    private func run(
        in path: String, killedAfter last: ContributionStep? = nil
    ) async throws -> (root: Digest, datanet: Datanet) {
        let writer = try await LogFolder(path).open()
        let log = writer.replayed()
        for (number, key) in Self.people.enumerated() {
            let open = AccountOpen(
                account: key.address, role: number == 0 ? .operator : .participant)
            _ = try await log.append(.accountOpen(open.signed(by: key, in: log.domain)))
        }
        let owner = Self.people[0]
        let policy = PolicySet(
            revision: 0, shares: .standard, nodeAccount: owner.address,
            baseModelAccount: owner.address, revealWindow: 1000)
        _ = try await log.append(.policySet(policy.signed(by: owner, in: log.domain)))
        let founding = DatanetCreate(
            owner: owner.address, termsCommitment: .zero, policy: DatanetPolicy())
        let index = try await log.append(
            .datanetCreate(founding.signed(by: owner, in: log.domain))
        ).index
        let files = try DatanetFiles(dataDirectory: path, name: "kitchen")
        if !files.exists { try files.found(Self.task) }
        var intake = try await DatanetIntake.open(
            files, at: index, in: log, likeness: FixedLikeness(), recovery: .repeated
        ) { step in
            let isSecond = try files.read().contributions.count >= 1
            if isSecond, step == last { throw Killed() }
        }
        let rows = [
            try kitchenRows("a ripe red apple", "one long yellow banana"),
            try kitchenRows("A ripe red apple!", "the stainless steel whisk", label: "tool"),
        ]
        for (number, (key, rows)) in zip(Self.people, rows).enumerated() {
            _ = try await intake.contribute(
                rows, key: key, salts: SeededBytes(seed: 1, label: "salts of \(number)"))
        }
        let root = await writer.root
        try await writer.close()
        return (root, intake.datanet)
    }

    @Test(arguments: [
        ContributionStep.committed, .revealed, .rowsAppended, .saltsAppended, .recorded,
    ])
    func `gives the same log and files as if it had not been killed`(
        step: ContributionStep
    ) async throws {
        let folder = try TemporaryFolder()
        let whole = try await run(in: folder.path("whole"))
        let cut = folder.path("cut")
        await #expect(throws: Killed.self) { try await run(in: cut, killedAfter: step) }
        let finished = try await run(in: cut)
        let again = try await run(in: cut)
        #expect(finished.root == whole.root && again.root == whole.root)
        #expect(whole.datanet.duplicateCount == 1)
        #expect(again.datanet.version == whole.datanet.version)
        for name in ["contributions.jsonl", "rows.jsonl", "salts.jsonl", "datanet.json"] {
            #expect(
                try folder.bytes(of: "cut/datanets/kitchen/\(name)")
                    == folder.bytes(of: "whole/datanets/kitchen/\(name)"))
        }
        let names = try FileManager.default.contentsOfDirectory(
            atPath: cut + "/datanets/kitchen")
        #expect(names.count == 4)
    }

    @Test func `leaves rows that others have offered since`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("run")
        _ = try await run(in: path)
        let writer = try await LogFolder(path).open()
        var intake = try await DatanetIntake.open(
            DatanetFiles(dataDirectory: path, name: "kitchen"), in: writer,
            likeness: FixedLikeness())
        _ = try await intake.contribute(
            kitchenRows("sour green lime"), key: Self.people[1], secret: .zero)
        let size = await writer.size
        try await writer.close()
        let again = try await run(in: path)
        #expect(again.datanet.contributions.count == 2)
        #expect(try LogFolder(path).read().size == size)
        #expect(
            try DatanetFiles(dataDirectory: path, name: "kitchen").read().contributions.count == 3)
    }
}
