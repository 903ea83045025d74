package import Identity
package import Ledger
import LedgerStorage
import Machine
package import Wire

/// A log in a folder, for tests of rooms that know a log only as an `EntryLog`.
package struct LogFolder: Sendable {
    /// The data directory.
    package let path: String
    private let key = LogKey.given(
        name: "example.org/rows", seed: Array(repeating: 7, count: 32))

    /// Names a folder; nothing is touched.
    package init(_ path: String) { self.path = path }

    /// Whether the folder holds a log.
    package var exists: Bool { DataDirectory(path).exists }

    /// Opens the log for writing; starts one in a fresh folder.
    ///
    /// A killed process lets go of its lock at once. In tests the writer that was dropped has a
    /// thread of its own, which may still be about to.
    package func open() async throws -> OpenLog {
        for _ in 0..<200 {
            do { return try openNow() } catch let error as OperationError
                where error.code == .locked
            { try await Task.sleep(for: .milliseconds(10)) }
        }
        return try openNow()
    }

    private func openNow() throws -> OpenLog {
        OpenLog(try DataDirectory(path).openLog(key: key, clock: .demonstration))
    }

    /// Reads the log as it stands on the disk.
    package func read() throws -> WrittenLog {
        let reader = try LedgerReader(DataDirectory(path))
        return WrittenLog(
            entries: try (0..<reader.size).map(reader.entry(at:)), state: reader.state)
    }
}

/// A log that a test writes to.
package struct OpenLog: EntryLog {
    private let log: any StoredLog

    fileprivate init(_ log: any StoredLog) { self.log = log }

    package var domain: SigningDomain { log.domain }

    /// The number of entries on the disk.
    package var size: UInt64 { get async { await log.size } }

    /// The root over all entries.
    package var root: Digest { get async { await log.head.root } }

    package func append(_ body: EntryBody) async throws -> Receipt { try await log.append(body) }

    package func append(
        contentsOf bodies: [EntryBody]
    ) async throws -> [Result<Receipt, any Error>] {
        try await log.append(contentsOf: bodies)
    }

    package func query<Answer: Sendable>(
        _ question: @Sendable (LedgerState) throws -> Answer
    ) async throws -> Answer {
        try await log.query(question)
    }

    /// The log from its beginning: what it holds already is walked across.
    package func replayed() -> any EntryLog { ReplayCursor(log, clock: .demonstration) }

    /// Gives the folder back.
    package func close() async throws { try await log.close() }
}

/// A log as it stood when it was read.
package struct WrittenLog: Sendable {
    /// The entries, in their order.
    package let entries: [Entry]
    /// What follows from them.
    package let state: LedgerState

    /// The number of entries.
    package var size: UInt64 { UInt64(entries.count) }

    /// An entry that must be there.
    package func entry(at index: UInt64) -> Entry { entries[Int(index)] }
}
