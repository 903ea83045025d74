import AuditTestKit
import DatanetTestKit
import Datanets
import Economy
import Foundation
import Identity
import Ledger
import Machine
import MachineTestKit
import Testing
import Wire
import Workflows

/// Files and log that do not belong together: nothing is cut, nothing is founded anew.
@Suite struct `A Datanet's files beside another log` {
    private func contributed() async throws -> ContributionDirectory {
        let directory = try await ContributionDirectory.founded()
        _ = try await directory.contribute(
            kitchenRows("a ripe red apple"), by: ContributionDirectory.ada)
        return directory
    }

    private func bytes(_ directory: ContributionDirectory) throws -> [Data] {
        try ["rows.jsonl", "salts.jsonl", "contributions.jsonl", "terms.json"].map {
            try Data(contentsOf: URL(filePath: "\(directory.folder)/\($0)"))
        }
    }

    private func isRefused(
        _ directory: ContributionDirectory, naming words: String,
        _ work: () async throws -> Void
    ) async throws {
        let before = try bytes(directory)
        do {
            try await work()
            Issue.record("nothing was refused")
        } catch let error as OperationError {
            #expect(error.code == .altered && error.message.contains(words), "\(error)")
        }
        #expect(try bytes(directory) == before)
    }

    @Test func `keep what an older log does not hold`() async throws {
        let directory = try await contributed()
        let aside = try TemporaryFolder()
        let older = try FileManager.default.contentsOfDirectory(atPath: directory.path)
            .filter { $0 != "datanets" }
            .map { ("\(directory.path)/\($0)", aside.path($0)) }
        for (path, copy) in older { try FileManager.default.copyItem(atPath: path, toPath: copy) }
        _ = try await directory.contribute(
            kitchenRows("one long yellow banana"), by: ContributionDirectory.bob)
        for (path, copy) in older {
            try FileManager.default.removeItem(atPath: path)
            try FileManager.default.copyItem(atPath: copy, toPath: path)
        }
        try await isRefused(directory, naming: "holds 1 contributions that the log") {
            _ = try await directory.open()
        }
    }

    @Test func `keep their rows when the terms are damaged, and are not founded anew`() async throws
    {
        let directory = try await contributed()
        let path = directory.folder + "/terms.json"
        let terms = try #require(DatanetTerms(inFolder: directory.folder))
        let other = DatanetTerms(owner: terms.owner, salt: Digest.sha256([1]))
        try Data(other.fileBytes).write(to: URL(filePath: path))
        try await isRefused(directory, naming: "holds contributions") {
            _ = try await directory.open()
        }
        try await isRefused(directory, naming: "holds contributions") {
            let log = try await directory.writer()
            _ = try await log.foundDatanet(
                labels: ContributionDirectory.labels,
                in: DatanetFiles(
                    dataDirectory: directory.path, name: ContributionDirectory.name),
                owner: AccountKey.derived(seed: 1, label: "owner")
            ) { terms }
        }
    }

    @Test func `are refused beside a copy of themselves`() async throws {
        let directory = try await contributed()
        try FileManager.default.copyItem(
            atPath: directory.folder, toPath: directory.folder + "-copy")
        try await isRefused(directory, naming: "are the same Datanet") {
            _ = try await directory.open()
        }
        try FileManager.default.removeItem(atPath: directory.folder + "-copy")
        _ = try await directory.contribute(
            kitchenRows("one long yellow banana"), by: ContributionDirectory.bob)
        try directory.checkAgreement(contributions: 2)
    }

    @Test func `take no more than can be read again, and say so before the log holds it`()
        async throws
    {
        let directory = try await contributed()
        let size = try directory.reader().size
        let files = try DatanetFiles(
            dataDirectory: directory.path, name: ContributionDirectory.name, byteLimit: 400)
        let log = try await directory.writer()
        var intake = try await DatanetIntake.open(files, in: log, likeness: FixedLikeness())
        let rows = try kitchenRows("one long yellow banana", "sour green lime")
        do {
            _ = try await intake.contribute(
                rows, key: ContributionDirectory.ada, secret: Digest.sha256([2]))
            Issue.record("nothing was refused")
        } catch let error as OperationError { #expect(error.code == .full) }
        try await log.close()
        #expect(try directory.reader().size == size && directory.staged().isEmpty)
    }

    @Test func `are not founded again with another policy`() async throws {
        let directory = try await contributed()
        let log = try await directory.writer()
        func founded(_ policy: DatanetPolicy?) async throws -> Bool {
            try await log.foundDatanet(
                labels: ContributionDirectory.labels,
                in: DatanetFiles(
                    dataDirectory: directory.path, name: ContributionDirectory.name),
                policy: policy, owner: AccountKey.derived(seed: 1, label: "owner")
            ) { DatanetTerms(owner: .zero, salt: .zero) }.wasThere
        }
        let size = await log.size
        #expect(try await founded(nil))
        #expect(try await founded(DatanetPolicy()))
        do {
            _ = try await founded(DatanetPolicy(trainers: .owner))
            Issue.record("nothing was refused")
        } catch let error as OperationError { #expect(error.code == .otherPolicy) }
        #expect(await log.size == size)
        try await log.close()
    }

    @Test func `are listed by name, without what is no Datanet`() async throws {
        let directory = try await contributed()
        for name in ["Not-a-name", "empty"] {
            try FileManager.default.createDirectory(
                atPath: directory.path + "/datanets/" + name, withIntermediateDirectories: true)
        }
        let found = try DatanetFiles.all(inDataDirectory: directory.path)
        #expect(found.map(\.name) == [ContributionDirectory.name])
    }
}
