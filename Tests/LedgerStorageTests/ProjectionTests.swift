import FoundationEssentials
import GRDB
import Ledger
import LedgerStorage
import Money
import Testing
import Wire

@Suite struct `The projection` {
    private func written(_ count: Int) async throws -> SampleDirectory {
        let sample = try SampleDirectory("projection")
        let writer = try sample.writer()
        for result in try await writer.append(contentsOf: SampleDirectory.bodies(count)) {
            _ = try result.get()
        }
        try await writer.close()
        return sample
    }

    private func expectWhole(_ sample: SampleDirectory, _ count: Int) async throws {
        let writer = try sample.writer()
        #expect(await writer.size == UInt64(count))
        for name in ["alice", "bob", "carol"] {
            let account = SampleDirectory.account(name)
            let lines = try await writer.statementLines(of: account, limit: 1_000)
            let payable = try await writer.query { $0.balances.statement(of: account).payable }
            #expect(Amount.total(of: lines.map(\.received)) == UInt128(payable.nanoOPEN))
            #expect(payable > .zero)
        }
        try await writer.close()
        let pool = try DatabaseQueue(path: sample.path + "/ledger.sqlite")
        let entries = try await pool.read {
            try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM entries")
        }
        #expect(entries == count)
    }

    @Test func `commits only with the disk's consent`() async throws {
        let sample = try await written(5)
        let writer = try sample.writer()
        #expect(try await writer.isProjectionFullySynchronous())
        try await writer.close()
    }

    @Test func `is made again when it is missing`() async throws {
        let sample = try await written(20)
        try sample.remove("ledger.sqlite")
        try await expectWhole(sample, 20)
    }

    @Test func `is made again when it is no database`() async throws {
        let sample = try await written(20)
        try Data("not a database at all".utf8).write(
            to: URL(filePath: sample.path + "/ledger.sqlite"))
        try await expectWhole(sample, 20)
    }

    @Test(arguments: [
        "UPDATE balances SET payable = payable + 1",
        "DELETE FROM balances",
        "UPDATE reach SET root = '00'",
        "UPDATE reach SET size = 99, note = ''",
        "UPDATE reach SET logKey = 'another'",
        "DELETE FROM reach",
        "DROP TABLE lines",
    ])
    func `is made again when it disagrees with the log`(_ change: String) async throws {
        let sample = try await written(20)
        let queue = try DatabaseQueue(path: sample.path + "/ledger.sqlite")
        try await queue.write { try $0.execute(sql: change) }
        try queue.close()
        try await expectWhole(sample, 20)
    }

    @Test func `catches up when it is behind`() async throws {
        let sample = try await written(20)
        let old = try SampleDirectory("old", copying: sample)
        let writer = try sample.writer()
        for body in SampleDirectory.bodies(35)[20...] { _ = try await writer.append(body) }
        try await writer.close()
        try sample.remove("ledger.sqlite")
        try FileManager.default.copyItem(
            atPath: old.path + "/ledger.sqlite", toPath: sample.path + "/ledger.sqlite")
        try await expectWhole(sample, 35)
    }
}
