package import Identity
package import Ledger
internal import Machine
import TransparencyLog

/// Writes a reproducible run again over what it has already written.
///
/// An interrupted run starts from its beginning. As long as the log holds an entry at the cursor's
/// position, the entry to write must be that one, byte for byte, and its receipt is returned; past
/// the log's end entries are written as usual. Questions are answered from the state at the
/// cursor's position, so that a step that asks before it writes decides as it did the first time.
/// No one else may write meanwhile, and one call is made after another.
package actor ReplayCursor: EntryLog {
    /// What every signature in the log is bound to.
    package nonisolated let domain: SigningDomain
    /// The index of the next entry.
    package private(set) var position: UInt64 = 0
    private let writer: any EntryLog & EntryReading
    private let clock: LedgerClock
    /// The fold of the entries walked across; nil past the log's end, where the writer has it.
    private var walked: LedgerState?

    /// A cursor at the log's beginning.
    ///
    /// - Parameters:
    ///   - writer: the log, which nobody else writes to.
    ///   - clock: the one that the log was opened with.
    package init(_ writer: any EntryLog & EntryReading, clock: LedgerClock) {
        self.writer = writer
        self.clock = clock
        domain = writer.domain
        walked = LedgerState(log: writer.verifierKey)
    }

    /// Writes an entry, or finds it written.
    ///
    /// - Throws: `OperationError` with code `replayMismatch` when the log holds another entry here,
    ///   else as the log that it walks across.
    package func append(_ body: EntryBody) async throws -> Receipt {
        guard let result = try await append(contentsOf: [body]).first else {
            throw OperationError(.noSuchEntry, "The writer gave no answer.")
        }
        return try result.get()
    }

    /// Writes entries in their order, or finds them written.
    ///
    /// - Throws: as ``append(_:)``.
    package func append(
        contentsOf bodies: [EntryBody]
    ) async throws -> [Result<Receipt, any Error>] {
        let found = try await walk(across: bodies)
        guard found.count < bodies.count else { return found.map { .success($0) } }
        let rest = Array(bodies.dropFirst(found.count))
        let written = try await writer.append(contentsOf: rest)
        for case .success(let receipt) in written {
            guard receipt.index == position else {
                throw OperationError(
                    .replayMismatch,
                    "Entry \(position) was written by someone else meanwhile: use an own "
                        + "directory for the run.")
            }
            position += 1
        }
        return found.map { .success($0) } + written
    }

    /// Asks the state at the cursor's position.
    ///
    /// - Throws: what the question throws, or `OperationError` with code `stopped`.
    package func query<Answer: Sendable>(
        _ question: @Sendable (LedgerState) throws -> Answer
    ) async throws -> Answer {
        try await noticeEnd()
        guard let walked else { return try await writer.query(question) }
        return try question(walked)
    }

    /// The receipts of those of the entries that the log holds already; the rest is new.
    private func walk(across bodies: [EntryBody]) async throws -> [Receipt] {
        guard walked != nil else { return [] }
        let found = try await matching(bodies)
        for receipt in found {
            // They lie under a checkpoint whose signature was checked on opening.
            try walked?.apply(
                receipt.entry, index: receipt.index, signatures: .coveredByCheckpoint)
            position += 1
        }
        try await noticeEnd()
        return found
    }

    /// The receipts of those of the entries, from the cursor's position on, that the log holds.
    private func matching(_ bodies: [EntryBody]) async throws -> [Receipt] {
        var receipts: [Receipt] = []
        for (body, index) in zip(bodies, position..<max(position, await writer.size)) {
            let receipt = try await writer.receipt(at: index)
            let time =
                clock.isReproducible ? clock.seconds(index) : receipt.entry.timestampSeconds
            let wanted = Entry(timestampSeconds: time, body: body)
            guard wanted.encoded == receipt.entry.encoded else {
                throw OperationError(
                    .replayMismatch,
                    "Entry \(index) of the log is another than this run makes: the directory is "
                        + "of another seed, size or program; give a fresh one.")
            }
            receipts.append(receipt)
        }
        return receipts
    }

    /// Lets go of the own state where the log ends: from here on the writer's is the same.
    private func noticeEnd() async throws {
        guard walked != nil, await writer.size == position else { return }
        walked = nil
    }
}
