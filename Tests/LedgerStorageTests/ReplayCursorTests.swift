import Identity
import Ledger
import LedgerStorage
import Testing
import Wire

@Suite struct `A cursor over a written log` {
    /// Opens an account unless the log says that it is open, as every step does that needs one.
    private static func open(
        _ key: AccountKey, _ role: AccountRole, in log: some EntryLog
    ) async throws -> Bool {
        let address = key.address
        guard try await !log.query({ $0.isOpen(address) }) else { return false }
        let fields = AccountOpen(account: address, role: role).signed(by: key, in: log.domain)
        _ = try await log.append(.accountOpen(fields))
        return true
    }

    private static let keys = (0..<6).map { AccountKey.derived(seed: 9, label: "cursor \($0)") }

    /// Each account once, and then the first ones a second time.
    private static func run(in log: some EntryLog, upTo count: Int) async throws -> [Bool] {
        var opened: [Bool] = []
        for (number, key) in (keys + keys.prefix(2)).prefix(count).enumerated() {
            opened.append(try await open(key, number == 0 ? .operator : .participant, in: log))
        }
        return opened
    }

    @Test(arguments: [0, 1, 4, 6, 8])
    func `decides as the run did the first time, wherever that ended`(reach: Int) async throws {
        let sample = try SampleDirectory()
        var writer = try sample.writer()
        _ = try await Self.run(in: writer, upTo: reach)
        try await writer.close()
        writer = try sample.writer()
        let cursor = ReplayCursor(writer, clock: .demonstration)
        let opened = try await Self.run(in: cursor, upTo: 8)
        #expect(opened == [true, true, true, true, true, true, false, false])
        #expect(await writer.size == 6)
        #expect(await cursor.position == 6)
        try await writer.close()
    }

    @Test func `answers from the state at its own place`() async throws {
        let sample = try SampleDirectory()
        let writer = try sample.writer()
        _ = try await Self.run(in: writer, upTo: 6)
        let cursor = ReplayCursor(writer, clock: .demonstration)
        #expect(try await cursor.query { $0.size } == 0)
        let last = Self.keys[5].address
        for (number, key) in Self.keys.enumerated() {
            #expect(try await cursor.query { $0.accountCount } == number)
            #expect(try await !cursor.query { $0.isOpen(last) })
            _ = try await Self.open(key, number == 0 ? .operator : .participant, in: cursor)
        }
        #expect(try await cursor.query { $0.isOpen(last) })
        #expect(cursor.domain.separator == writer.domain.separator)
        try await writer.close()
    }
}
