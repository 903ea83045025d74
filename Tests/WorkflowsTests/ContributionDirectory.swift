import AuditTestKit
import Datanets
import Economy
import Foundation
import Identity
import Ledger
import LedgerStorage
import Machine
import MachineTestKit
import Testing
import TransparencyLog
import Wire
import Workflows

/// A data directory with one Datanet, and people who offer rows to it; removed in the end.
final class ContributionDirectory {
    /// Thrown where a kill is simulated.
    struct Killed: Error {}

    static let name = "kitchen"
    static let labels = LabelSet(["fruit", "tool"])
    static let ada = AccountKey.derived(seed: 1, label: "ada")
    static let bob = AccountKey.derived(seed: 1, label: "bob")

    private let temporary: TemporaryFolder
    private let clock = LedgerClock.system { 1_790_000_000 }
    private var draws = SeededBytes(seed: 1, label: "contribution tests")

    init() throws { temporary = try TemporaryFolder() }

    var path: String { temporary.path }

    /// A directory whose Datanet is open for rows.
    static func founded() async throws -> ContributionDirectory {
        let directory = try ContributionDirectory()
        _ = try await directory.found()
        return directory
    }

    func found(
        _ name: String = ContributionDirectory.name,
        labels: LabelSet = ContributionDirectory.labels,
        logName: String? = nil
    ) async throws -> FoundedDatanet {
        try await DatanetFounding.found(
            name, labels: labels, dataDirectory: path, logName: logName, clock: clock,
            randomUsing: &draws)
    }

    /// Opens the Datanet; a kill follows the given step.
    func open(
        _ name: String = ContributionDirectory.name, killedAfter last: ContributionStep? = nil,
        disk: DatanetFiles.Disk? = nil
    ) async throws -> (intake: DatanetIntake, writer: LedgerWriter) {
        let files =
            if let disk {
                try DatanetFiles(dataDirectory: path, name: name, disk: disk)
            } else {
                try DatanetFiles(dataDirectory: path, name: name)
            }
        try files.requireExistence()
        let writer = try await retryingWhileLocked { try self.writer() }
        let intake = try await DatanetIntake.open(files, in: writer) {
            if $0 == last { throw Killed() }
        }
        return (intake, writer)
    }

    func contribute(
        _ rows: [DatanetRow], by key: AccountKey, killedAfter last: ContributionStep? = nil,
        disk: DatanetFiles.Disk? = nil
    ) async throws -> ContributionOutcome {
        var (intake, writer) = try await open(killedAfter: last, disk: disk)
        let outcome = try await intake.contribute(
            rows, key: key, secret: Digest.random(using: &draws))
        try await writer.close()
        return outcome
    }

    func writer() throws -> LedgerWriter {
        try LedgerWriter.open(DataDirectory(path), key: .existing, clock: clock)
    }

    func reader() throws -> LedgerReader { try LedgerReader(DataDirectory(path)) }

    /// The Datanet as its files state it; the loader repeats the intake.
    func datanet() throws -> Datanet {
        try DatanetFiles(dataDirectory: path, name: Self.name).read()
    }

    var folder: String { "\(path)/datanets/\(Self.name)" }

    func staged() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter {
            $0.hasPrefix("staged-")
        }
    }

    /// Log, receipts and files say the same.
    func checkAgreement(contributions: Int) throws {
        let reader = try reader()
        let audited = try AuditedDirectory(path)
        #expect(audited.objections.isEmpty, "\(audited.objections)")
        var counts = (commits: 0, reveals: 0)
        for entry in audited.entries {
            switch entry.body {
            case .contributionCommit: counts.commits += 1
            case .contributionReveal:
                counts.reveals += 1
            default: break
            }
        }
        #expect(counts == (contributions, contributions))
        let datanet = try datanet()
        #expect(datanet.contributions.count == contributions)
        #expect(try staged().isEmpty)
        let index = try #require(try datanetIndex(reader))
        for row in datanet.acceptedRows {
            #expect(
                reader.state.owner(ofRow: row.number.value, inDatanet: index) == row.account)
        }
        #expect(reader.state.rowCount(ofDatanet: index) == UInt32(datanet.acceptedRows.count))
    }

    func datanetIndex(_ reader: LedgerReader) throws -> UInt64? {
        try (0..<reader.size).first {
            if case .datanetCreate = try reader.entry(at: $0).body { true } else { false }
        }
    }
}

/// Rows that share no words with each other.
func kitchenRows(_ texts: String..., label: String = "fruit") throws -> [DatanetRow] {
    try texts.map { try DatanetRow(text: $0, label: label) }
}

/// Opens what a dropped writer had locked.
///
/// A killed process lets go of its lock at once. In tests the writer that was dropped has a thread
/// of its own, which may still be about to.
func retryingWhileLocked<Opened>(_ open: () throws -> Opened) async throws -> Opened {
    for _ in 0..<200 {
        do { return try open() } catch let error as OperationError where error.code == .locked {
            try await Task.sleep(for: .milliseconds(10))
        }
    }
    return try open()
}
