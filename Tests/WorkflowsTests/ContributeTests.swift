import AuditTestKit
import Datanets
import Foundation
import Identity
import Ledger
import Machine
import Testing
import Wire
import Workflows

@Suite struct `A contribution` {
    @Test func `is committed, revealed, recorded and proved by receipts`() async throws {
        let directory = try await ContributionDirectory.founded()
        let rows = try kitchenRows("a ripe red apple", "one long yellow banana", "sour green lime")
        let outcome = try await directory.contribute(rows, by: ContributionDirectory.ada)
        #expect(outcome.status == .contributed)
        #expect(outcome.account == ContributionDirectory.ada.address)
        #expect((outcome.accepted, outcome.duplicates) == (3, 0))
        #expect(outcome.revealIndex == outcome.commitIndex + 1)
        let datanet = try directory.datanet()
        #expect(datanet.acceptedRows.map(\.row) == rows)
        #expect(datanet.contributions[0].contribution.commitment == outcome.commitment)
        guard
            case .contributionReveal(let reveal) = try directory.reader()
                .entry(at: outcome.revealIndex).body
        else {
            Issue.record("the entry is no reveal")
            return
        }
        #expect(reveal.rowsRoot == outcome.rowsRoot)
        try directory.checkAgreement(contributions: 1)
    }

    @Test func `keeps another contributor's row as a duplicate`() async throws {
        let directory = try await ContributionDirectory.founded()
        let first = try kitchenRows("a ripe red apple", "one long yellow banana")
        _ = try await directory.contribute(first, by: ContributionDirectory.ada)
        let copies = try kitchenRows(
            "A ripe red apple!", "the stainless steel whisk", "one long yellow banana")
        let outcome = try await directory.contribute(copies, by: ContributionDirectory.bob)
        #expect((outcome.accepted, outcome.duplicates) == (1, 2))
        let statuses = try directory.datanet().contributions[1].statuses
        #expect(
            statuses == [
                .duplicate(of: RowNumber(0)), .accepted(RowNumber(2)),
                .duplicate(of: RowNumber(1)),
            ])
        try directory.checkAgreement(contributions: 2)
    }

    @Test func `may follow an earlier one of the same account`() async throws {
        let directory = try await ContributionDirectory.founded()
        let first = try await directory.contribute(
            kitchenRows("a ripe red apple"), by: ContributionDirectory.ada)
        let second = try await directory.contribute(
            kitchenRows("the stainless steel whisk", label: "tool"), by: ContributionDirectory.ada)
        #expect(second.commitIndex == first.revealIndex + 1)
        #expect(second.commitment != first.commitment)
        try directory.checkAgreement(contributions: 2)
    }

    @Test func `is taken once, and a second call says where it is`() async throws {
        let directory = try await ContributionDirectory.founded()
        let rows = try kitchenRows("a ripe red apple", "one long yellow banana")
        let first = try await directory.contribute(rows, by: ContributionDirectory.ada)
        let size = try directory.reader().size
        let second = try await directory.contribute(rows, by: ContributionDirectory.ada)
        #expect(second.status == .alreadyThere)
        #expect(second.commitIndex == first.commitIndex)
        #expect(second.revealIndex == first.revealIndex)
        #expect(try directory.reader().size == size)
    }

    @Test func `finds its Datanet without terms, by the first contribution`() async throws {
        let directory = try await ContributionDirectory.founded()
        _ = try await directory.contribute(
            kitchenRows("a ripe red apple"), by: ContributionDirectory.ada)
        try FileManager.default.removeItem(atPath: directory.folder + "/terms.json")
        _ = try await directory.contribute(
            kitchenRows("one long yellow banana"), by: ContributionDirectory.bob)
        try directory.checkAgreement(contributions: 2)
    }

    @Test func `binds the account that commits to it`() async throws {
        let directory = try await ContributionDirectory.founded()
        let outcome = try await directory.contribute(
            kitchenRows("a ripe red apple"), by: ContributionDirectory.ada)
        let reader = try directory.reader()
        guard
            case .contributionCommit(let commit) = reader.entry(at: outcome.commitIndex).body,
            case .contributionReveal(let reveal) = reader.entry(at: outcome.revealIndex).body
        else {
            Issue.record("the entries are of another kind")
            return
        }
        let (bob, domain) = (ContributionDirectory.bob, reader.state.domain)
        let writer = try await directory.writer()
        _ = try await writer.append(
            .accountOpen(
                AccountOpen(account: bob.address, role: .participant).signed(by: bob, in: domain)))
        let copied = try await writer.append(
            .contributionCommit(
                ContributionCommit(
                    contributor: bob.address, datanet: commit.datanet,
                    commitment: commit.commitment, rowCount: commit.rowCount
                ).signed(by: bob, in: domain)))
        let claim = ContributionReveal(
            commitIndex: copied.index, rowsRoot: reveal.rowsRoot, salt: reveal.salt,
            acceptedCount: 1, duplicateCount: 0)
        await #expect(throws: Refusal.commitmentMismatch) {
            try await writer.append(.contributionReveal(claim.signed(by: bob, in: domain)))
        }
        try await writer.close()
        let again = try await directory.contribute(
            kitchenRows("a ripe red apple"), by: ContributionDirectory.ada)
        #expect(again.commitIndex == outcome.commitIndex)
    }

    @Test func `is refused when the Datanet's rows were altered`() async throws {
        let directory = try await ContributionDirectory.founded()
        _ = try await directory.contribute(
            kitchenRows("a ripe red apple"), by: ContributionDirectory.ada)
        let path = directory.folder + "/rows.jsonl"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        _ = try text.replacing("red", with: "old").write(
            toFile: path, atomically: true, encoding: .utf8)
        let size = try directory.reader().size
        await #expect(throws: OperationError.self) {
            try await directory.contribute(
                kitchenRows("one long yellow banana"), by: ContributionDirectory.bob)
        }
        #expect(try directory.reader().size == size)
    }

    @Test func `is refused where nobody founded the Datanet`() async throws {
        let directory = try ContributionDirectory()
        await #expect(throws: OperationError.self) { try await directory.open() }
        #expect(!LogFolder(directory.path).exists)
    }

    @Test func `with a row of an unknown label, or without a row, is refused`() async throws {
        let directory = try await ContributionDirectory.founded()
        let size = try directory.reader().size
        await #expect(throws: RowRefusal(line: 1, reason: .unknownLabel)) {
            try await directory.contribute(
                kitchenRows("x", label: "music"), by: ContributionDirectory.ada)
        }
        await #expect(throws: OperationError.self) {
            try await directory.contribute([], by: ContributionDirectory.ada)
        }
        #expect(try directory.reader().size == size)
    }

    @Test func `is taken into a folder whose header has sizes, which go`() async throws {
        let directory = try await ContributionDirectory.founded()
        _ = try await directory.contribute(
            kitchenRows("a ripe red apple"), by: ContributionDirectory.ada)
        let version = try directory.datanet().version
        let header = URL(fileURLWithPath: directory.folder + "/datanet.json")
        let current = try Data(contentsOf: header)
        let first =
            #"{"accepted":1,"contributions":1,"digest":"\#(version.digest.hex)","duplicates":0,"#
            + #""format":"openledger/datanet/v1","labels":["fruit","tool"],"#
            + #""rowsRoot":"\#(version.rowsRoot.hex)"}"# + "\n"
        try Data(first.utf8).write(to: header)
        #expect(try directory.datanet().version == version)
        _ = try await directory.contribute(
            kitchenRows("one long yellow banana"), by: ContributionDirectory.bob)
        #expect(try Data(contentsOf: header) == current)
        try directory.checkAgreement(contributions: 2)
    }
}
