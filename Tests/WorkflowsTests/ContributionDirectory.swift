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

/// A data directory with one Datanet, and people who offer rows to it; removed in the end.
final class ContributionDirectory {
    /// Thrown where a kill is simulated.
    struct Killed: Error {}

    static let name = "kitchen"
    static let labels = LabelSet(["fruit", "tool"])
    static let ada = AccountKey.derived(seed: 1, label: "ada")
    static let bob = AccountKey.derived(seed: 1, label: "bob")
    private static let owner = AccountKey.derived(seed: 1, label: "owner")

    private let temporary: TemporaryFolder
    private var draws = SeededBytes(seed: 1, label: "contribution tests")

    init() throws { temporary = try TemporaryFolder() }

    var path: String { temporary.path }

    /// A directory whose Datanet is open for rows.
    static func founded() async throws -> ContributionDirectory {
        let directory = try ContributionDirectory()
        let log = try await directory.writer()
        try await log.startLog {
            (
                operator: .derived(seed: 1, label: "operator"),
                node: .derived(seed: 1, label: "node"),
                baseModel: .derived(seed: 1, label: "base model")
            )
        }
        try await log.openAccount(owner)
        try await log.foundDatanet(
            labels: labels, in: DatanetFiles(dataDirectory: directory.path, name: name),
            owner: owner
        ) {
            DatanetTerms(owner: owner.address, salt: .zero)
        }
        try await log.close()
        return directory
    }

    /// Opens the Datanet; a kill follows the given step.
    func open(
        killedAfter last: ContributionStep? = nil, disk: DatanetFiles.Disk? = nil
    ) async throws -> (intake: DatanetIntake, writer: OpenLog) {
        let files =
            if let disk {
                try DatanetFiles(dataDirectory: path, name: Self.name, disk: disk)
            } else {
                try DatanetFiles(dataDirectory: path, name: Self.name)
            }
        try files.requireExistence()
        let writer = try await writer()
        let intake = try await DatanetIntake.open(files, in: writer, likeness: FixedLikeness()) {
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

    /// The log, open for writing.
    func writer() async throws -> OpenLog { try await LogFolder(path).open() }

    /// The log as it stands on the disk.
    func reader() throws -> WrittenLog { try LogFolder(path).read() }

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
        let index = try #require(datanetIndex(reader))
        for row in datanet.acceptedRows {
            #expect(
                reader.state.owner(ofRow: row.number.value, inDatanet: index) == row.account)
        }
        #expect(reader.state.rowCount(ofDatanet: index) == UInt32(datanet.acceptedRows.count))
    }

    private func datanetIndex(_ reader: WrittenLog) -> UInt64? {
        (0..<reader.size).first {
            if case .datanetCreate = reader.entry(at: $0).body { true } else { false }
        }
    }
}

/// Rows that share no words with each other.
func kitchenRows(_ texts: String..., label: String = "fruit") throws -> [DatanetRow] {
    try texts.map { try DatanetRow(text: $0, label: label) }
}
