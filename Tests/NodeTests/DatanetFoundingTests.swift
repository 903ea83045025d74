import AuditTestKit
import DatanetTestKit
import Datanets
import Foundation
import Identity
import Ledger
import LedgerStorage
import Machine
import MachineTestKit
import Node
import Testing
import TransparencyLog
import Wire
import Workflows

/// A data directory in which Datanets are founded.
private final class FoundingDirectory {
    private let folder: TemporaryFolder
    /// The data directory.
    let path: String
    private var draws = SeededBytes(seed: 1, label: "founding tests")

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path("data")
    }

    func found(
        _ name: String = "kitchen", labels: [String] = ["fruit", "tool"], logName: String? = nil
    ) async throws -> FoundedDatanet {
        try await DatanetFounding.found(
            name, labels: LabelSet(labels), dataDirectory: path, logName: logName,
            clock: .demonstration, randomUsing: &draws)
    }

    func reader() throws -> LedgerReader { try LedgerReader(DataDirectory(path)) }

    /// Opens a Datanet for rows, and gives its log back.
    func open(_ name: String) async throws -> UInt64 {
        let log = try DataDirectory(path).openLog(key: .existing, clock: .demonstration)
        let opened: Result<UInt64, any Error>
        do {
            opened = .success(
                try await DatanetIntake.open(
                    DatanetFiles(dataDirectory: path, name: name), in: log,
                    likeness: FixedLikeness()
                ).index)
        } catch { opened = .failure(error) }
        try await log.close()
        return try opened.get()
    }
}

@Suite struct `Opening a Datanet` {
    @Test func `starts a log with keys that only their owner can read`() async throws {
        let directory = try FoundingDirectory()
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
        let audited = try AuditedDirectory(directory.path)
        #expect(audited.objections.isEmpty, "\(audited.objections)")
    }

    @Test func `a second time says that it is there, unless the labels differ`() async throws {
        let directory = try FoundingDirectory()
        let made = try await directory.found()
        let size = try directory.reader().size
        let again = try await directory.found()
        #expect(again.wasThere)
        #expect((again.index, again.owner) == (made.index, made.owner))
        await #expect(throws: OperationError.self) {
            try await directory.found(labels: ["fruit", "spoon"])
        }
        await #expect(throws: OperationError.self) { try await directory.found(logName: "other") }
        #expect(try directory.reader().size == size)
    }

    @Test func `beside another one takes one entry more`() async throws {
        let directory = try FoundingDirectory()
        let first = try await directory.found()
        let size = try directory.reader().size
        let second = try await directory.found("garden")
        #expect(second.owner == first.owner)
        #expect(second.index == size)
    }

    @Test func `finishes one whose entry was not written`() async throws {
        let directory = try FoundingDirectory()
        _ = try await directory.found()
        let copy = try FoundingDirectory()
        try FileManager.default.copyItem(atPath: directory.path, toPath: copy.path)
        let made = try await directory.found("garden")
        try FileManager.default.copyItem(
            atPath: directory.path + "/datanets/garden", toPath: copy.path + "/datanets/garden")
        await #expect(throws: OperationError.self) { try await copy.open("garden") }
        let finished = try await copy.found("garden")
        #expect(!finished.wasThere)
        #expect(finished.index == made.index)
        #expect(try await copy.open("garden") == made.index)
    }

    @Test func `refuses names and labels that are none`() async throws {
        let directory = try FoundingDirectory()
        for labels in [["fruit"], ["fruit", ""], ["fruit", "a\tb"], []] {
            await #expect(throws: OperationError.self) {
                try await directory.found(labels: labels)
            }
        }
        await #expect(throws: OperationError.self) { try await directory.found("../up") }
        #expect(!DataDirectory(directory.path).exists)
    }
}
