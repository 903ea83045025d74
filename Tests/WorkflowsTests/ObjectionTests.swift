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

@Suite struct `An objection` {
    @Test func `is to a row of one's own that was taken for a near-copy, and writes no entry`()
        async throws
    {
        let objected = try await ObjectedDirectory()
        let size = try objected.size()
        let first = try await objected.object(to: 1)
        #expect(first.number == 1 && first.state == .open && first.original == RowNumber(0))
        // Either receipt names the contribution.
        let second = try await objected.object(to: 2, of: objected.contribution.revealIndex)
        #expect(second.number == 2 && second.commitIndex == objected.contribution.commitIndex)
        #expect(try objected.size() == size)
        let kept = try await objected.objections()
        #expect(kept.all == [first, second] && kept.count(.open) == 2)
        try objected.directory.checkAgreement(contributions: 2)
    }

    @Test func `is refused by name for any other row, and a second time`() async throws {
        let objected = try await ObjectedDirectory()
        let receipt = objected.contribution.commitIndex
        let refused: [(Int, UInt64, AccountKey, ObjectionRefusal)] = [
            (0, receipt, ObjectedDirectory.bob, .accepted(RowNumber(1))),
            (3, receipt, ObjectedDirectory.bob, .sameWords(RowNumber(0))),
            (4, receipt, ObjectedDirectory.bob, .noSuchRow(count: 4)),
            (-1, receipt, ObjectedDirectory.bob, .noSuchRow(count: 4)),
            (1, receipt, ObjectedDirectory.ada, .foreign),
            (1, 0, ObjectedDirectory.bob, .unknownContribution(0)),
            (1, .max, ObjectedDirectory.bob, .unknownContribution(.max)),
        ]
        for (position, receipt, key, refusal) in refused {
            await #expect(throws: refusal) {
                try await objected.object(to: position, of: receipt, by: key)
            }
        }
        try await objected.object(to: 1)
        await #expect(throws: ObjectionRefusal.again(1)) { try await objected.object(to: 1) }
        // The same row offered again is the same row.
        let again = try await objected.directory.contribute(
            kitchenRows(ObjectedDirectory.rows[1]), by: ObjectedDirectory.bob)
        #expect(again.duplicates == 1)
        await #expect(throws: ObjectionRefusal.again(1)) {
            try await objected.object(to: 0, of: again.commitIndex)
        }
        #expect(try await objected.objections().all.count == 1)
    }

    @Test func `that is upheld takes the row in, under its contributor's key and once`()
        async throws
    {
        let objected = try await ObjectedDirectory()
        try await objected.object(to: 1)
        let before = try objected.size()
        let outcome = try await objected.rule(isUpheld: true)
        let taken = try #require(outcome.contribution)
        #expect(outcome.isNew && outcome.objection.state == .upheld)
        #expect(taken.status == .contributed && taken.account == ObjectedDirectory.bob.address)
        #expect((taken.accepted, taken.duplicates) == (1, 0))
        #expect(taken.firstRow == RowNumber(2))
        #expect(taken.commitIndex == before && taken.revealIndex == before + 1)
        try await objected.checkThatItIsIn()
        let size = try objected.size()
        for _ in 0..<2 {
            let again = try await objected.rule(isUpheld: true, key: nil)
            #expect(!again.isNew && again.objection == outcome.objection)
            #expect(again.contribution?.revealIndex == taken.revealIndex)
        }
        await #expect(throws: ObjectionRefusal.decided(.upheld)) {
            try await objected.rule(isUpheld: false)
        }
        #expect(try objected.size() == size)
        // The rows as they were offered first are where they were.
        let offered = try await objected.directory.contribute(
            ObjectedDirectory.rows.map { try DatanetRow(text: $0, label: "fruit") },
            by: ObjectedDirectory.bob)
        #expect(offered.status == .alreadyThere)
        #expect(offered.commitIndex == objected.contribution.commitIndex)
        try await objected.checkThatItIsIn()
    }

    @Test func `to a row that was offered alone is upheld beside it`() async throws {
        let objected = try await ObjectedDirectory()
        let rows = try kitchenRows("no very ripe red apple, a pear")
        let alone = try await objected.directory.contribute(rows, by: ObjectedDirectory.carol)
        #expect(alone.duplicates == 1)
        try await objected.object(to: 0, of: alone.commitIndex, by: ObjectedDirectory.carol)
        let outcome = try await objected.rule(isUpheld: true, key: ObjectedDirectory.carol)
        #expect(outcome.contribution?.commitIndex ?? 0 > alone.revealIndex)
        let offered = try await objected.directory.contribute(rows, by: ObjectedDirectory.carol)
        #expect(offered.commitIndex == alone.commitIndex && offered.duplicates == 1)
        try objected.directory.checkAgreement(contributions: 4)
    }

    @Test func `that is dismissed changes nothing else, for good`() async throws {
        let objected = try await ObjectedDirectory()
        try await objected.object(to: 1)
        let size = try objected.size()
        let outcome = try await objected.rule(isUpheld: false, key: nil)
        #expect(outcome.isNew && outcome.contribution == nil)
        #expect(outcome.objection.ruling?.reason.text == "so it is")
        let again = try await objected.rule(isUpheld: false, key: nil)
        #expect(!again.isNew && again.objection == outcome.objection)
        await #expect(throws: ObjectionRefusal.decided(.dismissed)) {
            try await objected.rule(isUpheld: true)
        }
        await #expect(throws: ObjectionRefusal.again(1)) { try await objected.object(to: 1) }
        #expect(try objected.size() == size)
        try objected.directory.checkAgreement(contributions: 2)
    }

    @Test func `is not decided without the contributor's key, or where there is none`()
        async throws
    {
        let objected = try await ObjectedDirectory()
        try await objected.object(to: 1)
        let missing = ObjectionRefusal.keyMissing(ObjectedDirectory.bob.address)
        for key in [nil, ObjectedDirectory.ada] {
            await #expect(throws: missing) { try await objected.rule(isUpheld: true, key: key) }
        }
        for number in [0, 2, -1, .max] {
            await #expect(throws: ObjectionRefusal.unknownObjection(number)) {
                try await objected.rule(on: number, isUpheld: true)
            }
        }
        #expect(try await objected.objections().all.map(\.state) == [.open])
    }

    @Test func `is not upheld when a row of the same words was accepted meanwhile`() async throws {
        let objected = try await ObjectedDirectory()
        try await objected.object(to: 1)
        let other = try await objected.directory.contribute(
            kitchenRows("A very ripe red apple, INDEED"), by: ObjectedDirectory.carol)
        try await objected.object(to: 0, of: other.commitIndex, by: ObjectedDirectory.carol)
        try await objected.rule(on: 2, isUpheld: true, key: ObjectedDirectory.carol)
        let size = try objected.size()
        await #expect(throws: ObjectionRefusal.sameWords(RowNumber(2))) {
            try await objected.rule(on: 1, isUpheld: true)
        }
        #expect(try objected.size() == size)
        let outcome = try await objected.rule(on: 1, isUpheld: false)
        #expect(outcome.isNew)
        #expect(try await objected.objections().all.map(\.state) == [.dismissed, .upheld])
    }

    @Test func `leaves everybody else's rows and statuses as they were`() async throws {
        let objected = try await ObjectedDirectory()
        let before = try objected.directory.datanet()
        let files = ["rows.jsonl", "salts.jsonl", "contributions.jsonl"].map {
            URL(filePath: "\(objected.directory.folder)/\($0)")
        }
        let old = try files.map { try Data(contentsOf: $0) }
        try await objected.object(to: 1)
        try await objected.rule(isUpheld: true)
        let after = try objected.directory.datanet()
        #expect(after.contributions.prefix(2) == before.contributions[...])
        for (file, bytes) in zip(files, old) {
            #expect(try Data(contentsOf: file).starts(with: bytes))
        }
    }
}
