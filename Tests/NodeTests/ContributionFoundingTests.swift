import Datanets
import Foundation
import Identity
import Ledger
import LedgerStorage
import Node
import Testing
import TransparencyLog
import Wire

@Suite struct `Opening a Datanet` {
    @Test func `starts a log with keys that only their owner can read`() async throws {
        let house = try ContributionHouse()
        let made = try await house.found(logName: "example.org/kitchen")
        #expect(!made.wasThere)
        #expect(made.verifierKey.name == "example.org/kitchen")
        let reader = try house.reader()
        #expect(reader.state.nextPolicyRevision == 1)
        #expect(reader.state.isOpen(made.owner))
        for name in ["operator", "owner", "node", "base-model"] {
            let path = "\(house.path)/keys/\(name).json"
            let mode =
                try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
                as? NSNumber
            #expect(mode?.intValue == 0o600)
            #expect(reader.state.isOpen(try ContributorKey.read(path).address))
        }
        try house.checkAgreement(contributions: 0)
    }

    @Test func `a second time says that it is there, unless the labels differ`() async throws {
        let house = try ContributionHouse()
        let made = try await house.found()
        let size = try house.reader().size
        let again = try await house.found()
        #expect(again.wasThere)
        #expect((again.index, again.owner) == (made.index, made.owner))
        await #expect(throws: NodeError.self) {
            try await house.found(labels: LabelSet(["fruit", "spoon"]))
        }
        await #expect(throws: NodeError.self) { try await house.found(logName: "other") }
        #expect(try house.reader().size == size)
    }

    @Test func `beside another one takes one entry more`() async throws {
        let house = try ContributionHouse()
        let first = try await house.found()
        let size = try house.reader().size
        let second = try await house.found("garden")
        #expect(second.owner == first.owner)
        #expect(second.index == size)
    }

    @Test func `finishes one whose entry was not written`() async throws {
        let house = try await ContributionHouse.founded()
        let copy = try ContributionHouse()
        try FileManager.default.removeItem(atPath: copy.path)
        try FileManager.default.copyItem(atPath: house.path, toPath: copy.path)
        let made = try await house.found("garden")
        try FileManager.default.copyItem(
            atPath: house.path + "/datanets/garden", toPath: copy.path + "/datanets/garden")
        await #expect(throws: NodeError.self) { try await copy.desk(of: "garden") }
        let finished = try await copy.found("garden")
        #expect(!finished.wasThere)
        #expect(finished.index == made.index)
        try await copy.desk(of: "garden").close()
    }

    @Test func `refuses names and labels that are none`() async throws {
        let house = try ContributionHouse()
        for labels in [["fruit"], ["fruit", ""], ["fruit", "a\tb"], []] {
            await #expect(throws: NodeError.self) {
                try await house.found(labels: LabelSet(labels))
            }
        }
        await #expect(throws: DatanetFileError.self) { try await house.found("../up") }
        #expect(!DataDirectory(house.path).exists)
    }

    @Test func `is needed before rows are offered`() async throws {
        let house = try ContributionHouse()
        await #expect(throws: NodeError.self) { try await house.desk() }
        #expect(!DataDirectory(house.path).exists)
    }
}
