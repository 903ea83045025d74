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

/// A data directory in which Bob's rows were taken for near-copies of Ada's.
struct ObjectedDirectory {
    static let ada = ContributionDirectory.ada
    static let bob = ContributionDirectory.bob
    static let carol = AccountKey.derived(seed: 1, label: "carol")
    /// Rows 1 and 2 of Bob's contribution, from 0, are near-copies; row 0 was accepted, and row 3
    /// has the words of Ada's row.
    static let rows = [
        "one long yellow banana", "a very ripe red apple indeed", "the very ripe red apple, a pie",
        "A very ripe, red apple",
    ]

    let directory: ContributionDirectory
    /// The receipts of Bob's contribution.
    let contribution: ContributionOutcome

    init() async throws {
        directory = try await ContributionDirectory.founded()
        _ = try await directory.contribute(kitchenRows("a very ripe red apple"), by: Self.ada)
        contribution = try await directory.contribute(
            Self.rows.map { try DatanetRow(text: $0, label: "fruit") }, by: Self.bob)
        #expect((contribution.accepted, contribution.duplicates) == (1, 3))
        #expect(contribution.pairs.map(\.position) == [1, 2, 3])
        #expect(contribution.pairs.last?.evidence == .sameWords)
    }

    /// Opens the Datanet, works on it and closes the log.
    func with<Value>(
        killedAfter last: ContributionStep? = nil, disk: DatanetFiles.Disk? = nil,
        _ work: (inout DatanetIntake) async throws -> Value
    ) async throws -> Value {
        var (intake, writer) = try await directory.open(killedAfter: last, disk: disk)
        let value = try await work(&intake)
        try await writer.close()
        return value
    }

    @discardableResult
    func object(
        to position: Int, of receipt: UInt64? = nil, by key: AccountKey = bob,
        disk: DatanetFiles.Disk? = nil
    ) async throws -> Objection {
        try await with(disk: disk) {
            try await $0.object(
                to: position, ofContribution: receipt ?? contribution.commitIndex,
                by: key.address, reason: ObjectionReason("it is a pie"), seconds: 7)
        }
    }

    @discardableResult
    func rule(
        on number: Int = 1, isUpheld: Bool, key: AccountKey? = bob,
        killedAfter last: ContributionStep? = nil, disk: DatanetFiles.Disk? = nil
    ) async throws -> RulingOutcome {
        try await with(killedAfter: last, disk: disk) {
            try await $0.rule(
                on: number, ruling(isUpheld), key: key,
                secret: .sha256([UInt8(truncatingIfNeeded: number)]))
        }
    }

    func ruling(_ isUpheld: Bool) throws -> Objection.Ruling {
        Objection.Ruling(isUpheld: isUpheld, reason: try ObjectionReason("so it is"), seconds: 8)
    }

    func objections() async throws -> Objections {
        try await with { $0.objections }
    }

    func size() throws -> UInt64 { try directory.reader().size }

    /// Bob's row was taken in once, whatever happened: Datanet, log and objections agree.
    func checkThatItIsIn(contributions: Int = 3) async throws {
        try directory.checkAgreement(contributions: contributions)
        let datanet = try directory.datanet()
        let upheld = datanet.contributions.filter { $0.contribution.despite != nil }
        #expect(upheld.count == 1)
        #expect(upheld.first?.contribution.account == Self.bob.address)
        #expect(upheld.first?.contribution.rows.map(\.row.text) == [Self.rows[1]])
        #expect(upheld.first?.acceptedCount == 1)
        #expect(datanet.acceptedRows.count { $0.row.text == Self.rows[1] } == 1)
        #expect(try await objections().all.map(\.state) == [.upheld])
    }
}
