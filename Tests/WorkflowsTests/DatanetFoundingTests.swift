import Datanets
import Foundation
import Identity
import Ledger
import LedgerStorage
import Machine
import Testing
import TransparencyLog
import Wire
import Workflows

@Suite struct `Opening a Datanet` {
    @Test func `starts a log with keys that only their owner can read`() async throws {
        let directory = try ContributionDirectory()
        let made = try await directory.found(logName: "example.org/kitchen")
        #expect(!made.wasThere)
        #expect(made.verifierKey.name == "example.org/kitchen")
        let reader = try directory.reader()
        #expect(reader.state.nextPolicyRevision == 1)
        #expect(reader.state.isOpen(made.owner))
        for name in ["operator", "owner", "node", "base-model"] {
            let path = "\(directory.path)/keys/\(name).json"
            let mode =
                try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
                as? NSNumber
            #expect(mode?.intValue == 0o600)
            #expect(reader.state.isOpen(try KeyFile.read(path).key.address))
        }
        try directory.checkAgreement(contributions: 0)
    }

    @Test func `a second time says that it is there, unless the labels differ`() async throws {
        let directory = try ContributionDirectory()
        let made = try await directory.found()
        let size = try directory.reader().size
        let again = try await directory.found()
        #expect(again.wasThere)
        #expect((again.index, again.owner) == (made.index, made.owner))
        await #expect(throws: OperationError.self) {
            try await directory.found(labels: LabelSet(["fruit", "spoon"]))
        }
        await #expect(throws: OperationError.self) { try await directory.found(logName: "other") }
        #expect(try directory.reader().size == size)
    }

    @Test func `beside another one takes one entry more`() async throws {
        let directory = try ContributionDirectory()
        let first = try await directory.found()
        let size = try directory.reader().size
        let second = try await directory.found("garden")
        #expect(second.owner == first.owner)
        #expect(second.index == size)
    }

    @Test func `finishes one whose entry was not written`() async throws {
        let directory = try await ContributionDirectory.founded()
        let copy = try ContributionDirectory()
        try FileManager.default.removeItem(atPath: copy.path)
        try FileManager.default.copyItem(atPath: directory.path, toPath: copy.path)
        let made = try await directory.found("garden")
        try FileManager.default.copyItem(
            atPath: directory.path + "/datanets/garden", toPath: copy.path + "/datanets/garden")
        await #expect(throws: OperationError.self) { try await copy.open("garden") }
        let finished = try await copy.found("garden")
        #expect(!finished.wasThere)
        #expect(finished.index == made.index)
        try await copy.open("garden").writer.close()
    }

    @Test func `refuses names and labels that are none`() async throws {
        let directory = try ContributionDirectory()
        for labels in [["fruit"], ["fruit", ""], ["fruit", "a\tb"], []] {
            await #expect(throws: OperationError.self) {
                try await directory.found(labels: LabelSet(labels))
            }
        }
        await #expect(throws: OperationError.self) { try await directory.found("../up") }
        #expect(!DataDirectory(directory.path).exists)
    }

    @Test func `is needed before rows are offered`() async throws {
        let directory = try ContributionDirectory()
        await #expect(throws: OperationError.self) { try await directory.open() }
        #expect(!DataDirectory(directory.path).exists)
    }
}
