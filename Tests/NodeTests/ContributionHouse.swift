import Datanets
import Foundation
import Identity
import Ledger
import LedgerStorage
import Node
import Testing
import TransparencyLog
import Verifier
import Wire

/// A data directory with one Datanet, and people who offer rows to it; removed in the end.
final class ContributionHouse {
    /// Thrown where a kill is simulated.
    struct Killed: Error {}

    static let name = "kitchen"
    static let labels = LabelSet(["fruit", "tool"])
    static let ada = AccountKey.derived(seed: 1, label: "ada")
    static let bob = AccountKey.derived(seed: 1, label: "bob")

    let path: String
    private let clock = LedgerClock.system { 1_790_000_000 }
    private var draws = SeededBytes(seed: 1, label: "contribution tests")

    init() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "openledger-contributions-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A directory whose Datanet is open for rows.
    static func founded() async throws -> ContributionHouse {
        let house = try ContributionHouse()
        _ = try await house.found()
        return house
    }

    func found(
        _ name: String = ContributionHouse.name, labels: LabelSet = ContributionHouse.labels,
        logName: String? = nil
    ) async throws -> FoundedDatanet {
        try await DatanetFounding.found(
            name, labels: labels, dataDirectory: path, logName: logName, clock: clock,
            randomUsing: &draws)
    }

    /// Opens the Datanet; a kill follows the given step.
    func desk(
        of name: String = ContributionHouse.name, killedAfter last: ContributionStep? = nil
    ) async throws -> ContributionDesk {
        // A killed process lets go of its lock at once. Here the writer that was dropped has a
        // thread of its own, which may still be about to.
        for _ in 0..<200 {
            do { return try await openDesk(of: name, killedAfter: last) } catch let error
                as StorageError where error.code == .locked
            { try await Task.sleep(for: .milliseconds(10)) }
        }
        return try await openDesk(of: name, killedAfter: last)
    }

    private func openDesk(
        of name: String, killedAfter last: ContributionStep?
    ) async throws -> ContributionDesk {
        try await ContributionDesk.open(
            dataDirectory: path, datanet: name, clock: clock
        ) { if $0 == last { throw Killed() } }
    }

    func contribute(
        _ rows: [DatanetRow], by key: AccountKey, killedAfter last: ContributionStep? = nil
    ) async throws -> ContributionOutcome {
        var desk = try await desk(killedAfter: last)
        let outcome = try await desk.contribute(
            rows, key: key, secret: RandomDigest.draw(using: &draws))
        try await desk.close()
        return outcome
    }

    func writer() throws -> LedgerWriter {
        try LedgerWriter.open(DataDirectory(path), key: .existing, clock: clock)
    }

    func reader() throws -> LedgerReader { try LedgerReader(DataDirectory(path)) }

    /// The Datanet as its files state it; the loader repeats the intake.
    func datanet() throws -> Datanet {
        try DatanetFiles(dataDirectory: URL(fileURLWithPath: path), name: Self.name).read()
    }

    var folder: String { "\(path)/datanets/\(Self.name)" }

    func staged() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter {
            $0.hasPrefix("staged-")
        }
    }

    func file(_ text: String, name: String = "rows.jsonl") throws -> String {
        try file(Array(text.utf8), name: name)
    }

    func file(_ bytes: [UInt8], name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        return "\(path)/\(name)"
    }

    /// Log, receipts and files say the same.
    func checkAgreement(contributions: Int) throws {
        let reader = try reader()
        let checkpoint = try Data(contentsOf: URL(fileURLWithPath: "\(path)/log/checkpoint"))
        let audit = LogAudit(checkpoint: [UInt8](checkpoint), key: reader.verifierKey) { tile in
            try? [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(self.path)/log/\(tile.path)")))
        }
        #expect(audit.report.isVerified, "\(audit.report.lines)")
        var counts = (commits: 0, reveals: 0)
        for index in 0..<reader.size {
            let receipt = try reader.receipt(at: index)
            let report = ReceiptVerifier.verify(file: receipt.fileBytes, key: reader.verifierKey)
            #expect(report.isVerified, "\(report.lines)")
            switch receipt.entry.body {
            case .contributionCommit: counts.commits += 1
            case .contributionReveal: counts.reveals += 1
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
