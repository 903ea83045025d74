import FoundationEssentials
import GRDB
import Ledger
import LedgerStorage
import Machine
import Testing
import Wire

@Suite struct `A projection behind its log` {
    private static let seldom: WriterLimits = {
        var limits = WriterLimits()
        limits.projectEvery = 1_000_000
        limits.projectAfterSeconds = 1_000
        return limits
    }()

    private func projected(_ sample: SampleDirectory) throws -> Int {
        let queue = try DatabaseQueue(path: sample.path + "/ledger.sqlite")
        defer { try? queue.close() }
        return try queue.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM entries") ?? 0 }
    }

    @Test func `is brought up when a writer that died is opened again`() async throws {
        let sample = try SampleDirectory()
        let writer = try sample.writer(Self.seldom)
        var receipts: [Receipt] = []
        for body in SampleDirectory.bodies(30) { receipts.append(try await writer.append(body)) }
        // What a kill would leave behind: the files as they are now.
        let left = try SampleDirectory("left", copying: sample)
        #expect(try projected(left) == 0)
        let root = await writer.root
        try await writer.close()
        let reopened = try left.writer()
        #expect(try projected(left) == 30)
        #expect(await reopened.root == root)
        for receipt in receipts {
            #expect(try await reopened.receipt(at: receipt.index).entry == receipt.entry)
        }
        let alice = try await reopened.statementLines(of: SampleDirectory.account("alice"))
        #expect(alice.map(\.index) == [27, 24, 21, 18, 15, 12, 9, 6])
        try await reopened.close()
    }

    @Test func `is brought up before it is asked, before publishing and before closing`()
        async throws
    {
        let sample = try SampleDirectory()
        let bodies = SampleDirectory.bodies(30)
        let writer = try sample.writer(Self.seldom)
        for body in bodies[..<10] { _ = try await writer.append(body) }
        #expect(try projected(sample) == 0)
        _ = try await writer.statementLines(of: SampleDirectory.account("bob"))
        #expect(try projected(sample) == 10)
        for body in bodies[10..<20] { _ = try await writer.append(body) }
        #expect(try projected(sample) == 10)
        try await writer.publish()
        #expect(try projected(sample) == 20)
        for body in bodies[20...] { _ = try await writer.append(body) }
        try await writer.close()
        #expect(try projected(sample) == 30)
    }

    @Test(arguments: [(7, 1_000.0), (1_000_000, 0.02)])
    func `follows by itself when enough entries or enough time have passed`(
        _ count: Int, _ seconds: Double
    ) async throws {
        let sample = try SampleDirectory()
        var limits = WriterLimits()
        limits.projectEvery = count
        limits.projectAfterSeconds = seconds
        let writer = try sample.writer(limits)
        for body in SampleDirectory.bodies(14) { _ = try await writer.append(body) }
        for _ in 0..<500 {
            if try projected(sample) == 14 { break }
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(try projected(sample) == 14)
        try await writer.close()
    }

    @Test func `stops the writer when it cannot be written, and no entry is lost`() async throws {
        let sample = try SampleDirectory()
        let bodies = SampleDirectory.bodies(12)
        let writer = try sample.writer(Self.seldom)
        for body in bodies[..<10] { _ = try await writer.append(body) }
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(
            path: sample.path + "/ledger.sqlite", configuration: configuration)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        for _ in 0..<2 {
            do {
                _ = try await writer.statementLines(of: SampleDirectory.account("bob"))
                Issue.record("A locked projection was written.")
            } catch let error as OperationError {
                #expect(error.code == .stopped)
            }
        }
        await #expect(throws: OperationError.self) { try await writer.append(bodies[10]) }
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try other.close()
        try await writer.close()
        let reopened = try sample.writer()
        #expect(await reopened.size == 10)
        #expect(try projected(sample) == 10)
        try await reopened.close()
    }
}
