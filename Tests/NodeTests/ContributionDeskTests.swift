import Datanets
import Foundation
import Identity
import Ledger
import LedgerStorage
import Node
import Testing
import Wire

@Suite struct `A contribution` {
    @Test func `is committed, revealed, recorded and proved by receipts`() async throws {
        let house = try await ContributionHouse.founded()
        let rows = try kitchenRows("a ripe red apple", "one long yellow banana", "sour green lime")
        let outcome = try await house.contribute(rows, by: ContributionHouse.ada)
        #expect(outcome.status == .contributed)
        #expect(outcome.account == ContributionHouse.ada.address)
        #expect((outcome.accepted, outcome.duplicates) == (3, 0))
        #expect(outcome.revealIndex == outcome.commitIndex + 1)
        let datanet = try house.datanet()
        #expect(datanet.acceptedRows.map(\.row) == rows)
        #expect(datanet.contributions[0].commitment == outcome.commitment)
        guard
            case .contributionReveal(let reveal) = try house.reader()
                .entry(at: outcome.revealIndex).body
        else {
            Issue.record("the entry is no reveal")
            return
        }
        #expect(reveal.rowsRoot == outcome.rowsRoot)
        try house.checkAgreement(contributions: 1)
    }

    @Test func `keeps another contributor's row as a duplicate`() async throws {
        let house = try await ContributionHouse.founded()
        let first = try kitchenRows("a ripe red apple", "one long yellow banana")
        _ = try await house.contribute(first, by: ContributionHouse.ada)
        let copies = try kitchenRows(
            "A ripe red apple!", "the stainless steel whisk", "one long yellow banana")
        let outcome = try await house.contribute(copies, by: ContributionHouse.bob)
        #expect((outcome.accepted, outcome.duplicates) == (1, 2))
        let statuses = try house.datanet().contributions[1].statuses
        #expect(
            statuses == [
                .duplicate(of: RowNumber(0)), .accepted(RowNumber(2)),
                .duplicate(of: RowNumber(1)),
            ])
        try house.checkAgreement(contributions: 2)
    }

    @Test func `may follow an earlier one of the same account`() async throws {
        let house = try await ContributionHouse.founded()
        let first = try await house.contribute(
            kitchenRows("a ripe red apple"), by: ContributionHouse.ada)
        let second = try await house.contribute(
            kitchenRows("the stainless steel whisk", label: "tool"), by: ContributionHouse.ada)
        #expect(second.commitIndex == first.revealIndex + 1)
        #expect(second.commitment != first.commitment)
        try house.checkAgreement(contributions: 2)
    }

    @Test func `is taken once, and a second call says where it is`() async throws {
        let house = try await ContributionHouse.founded()
        let rows = try kitchenRows("a ripe red apple", "one long yellow banana")
        let first = try await house.contribute(rows, by: ContributionHouse.ada)
        let size = try house.reader().size
        let second = try await house.contribute(rows, by: ContributionHouse.ada)
        #expect(second.status == .alreadyThere)
        #expect(second.commitIndex == first.commitIndex)
        #expect(second.revealIndex == first.revealIndex)
        #expect(try house.reader().size == size)
    }

    @Test func `finds its Datanet without terms, by the first contribution`() async throws {
        let house = try await ContributionHouse.founded()
        _ = try await house.contribute(
            kitchenRows("a ripe red apple"), by: ContributionHouse.ada)
        try FileManager.default.removeItem(atPath: house.folder + "/terms.json")
        _ = try await house.contribute(
            kitchenRows("one long yellow banana"), by: ContributionHouse.bob)
        try house.checkAgreement(contributions: 2)
    }

    @Test func `binds the account that commits to it`() async throws {
        let house = try await ContributionHouse.founded()
        let outcome = try await house.contribute(
            kitchenRows("a ripe red apple"), by: ContributionHouse.ada)
        let reader = try house.reader()
        guard
            case .contributionCommit(let commit) = try reader.entry(at: outcome.commitIndex).body,
            case .contributionReveal(let reveal) = try reader.entry(at: outcome.revealIndex).body
        else {
            Issue.record("the entries are of another kind")
            return
        }
        let (bob, domain) = (ContributionHouse.bob, reader.state.domain)
        let writer = try house.writer()
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
        let again = try await house.contribute(
            kitchenRows("a ripe red apple"), by: ContributionHouse.ada)
        #expect(again.commitIndex == outcome.commitIndex)
    }

    @Test func `is refused when the Datanet's rows were altered`() async throws {
        let house = try await ContributionHouse.founded()
        _ = try await house.contribute(
            kitchenRows("a ripe red apple"), by: ContributionHouse.ada)
        let path = house.folder + "/rows.jsonl"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        _ = try text.replacing("red", with: "old").write(
            toFile: path, atomically: true, encoding: .utf8)
        let size = try house.reader().size
        await #expect(throws: NodeError.self) {
            try await house.contribute(
                kitchenRows("one long yellow banana"), by: ContributionHouse.bob)
        }
        #expect(try house.reader().size == size)
    }
}
