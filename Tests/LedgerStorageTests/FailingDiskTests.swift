import FoundationEssentials
import Ledger
import LedgerStorage
import Synchronization
import Testing
import TransparencyLog
import Wire

/// A segment on a disk that fails at a chosen call.
private final class FailingSegment: SegmentFile {
    enum Failure: Sendable, CaseIterable {
        case nothingWritten, halfWritten, notSynchronised
    }

    private let file: PosixFile
    private let failure: Failure
    private let callsLeft: Mutex<Int>

    init(_ path: String, _ failure: Failure, after calls: Int) throws {
        file = try PosixFile(path, for: .writing(permissions: 0o644))
        self.failure = failure
        callsLeft = Mutex(calls)
    }

    private var isFailing: Bool { callsLeft.withLock { $0 < 0 } }

    func write(_ bytes: [UInt8], at offset: UInt64) throws {
        callsLeft.withLock { $0 -= 1 }
        guard isFailing else { return try file.write(bytes, at: offset) }
        switch failure {
        case .nothingWritten: throw StorageError(.files, "The disk is full.")
        case .halfWritten:
            try file.write(Array(bytes.prefix(bytes.count / 2)), at: offset)
            throw StorageError(.files, "The disk is full.")
        case .notSynchronised: try file.write(bytes, at: offset)
        }
    }

    func synchronize() throws {
        guard isFailing else { return try file.synchronize() }
        throw StorageError(.files, "Could not sync.")
    }
}

@Suite struct `A writer on a failing disk` {
    @Test(arguments: FailingSegment.Failure.allCases)
    private func `stops for good and loses nothing acknowledged`(
        _ failure: FailingSegment.Failure
    ) async throws {
        let sample = try SampleDirectory()
        let writer = try LedgerWriter.open(
            sample.directory, key: SampleDirectory.key, clock: .demonstration,
            limits: WriterLimits()
        ) { try FailingSegment($0, failure, after: 6) }
        var acknowledged: [Receipt] = []
        var refused = 0
        for body in SampleDirectory.bodies(12) {
            do { acknowledged.append(try await writer.append(body)) } catch {
                #expect((error as? StorageError)?.code == .stopped)
                refused += 1
            }
        }
        #expect(acknowledged.count == 6 && refused == 6)
        await #expect(throws: StorageError.self) { try await writer.query { $0.size } }
        try await writer.close()
        let reopened = try sample.writer()
        let size = await reopened.size
        // A bundle that was written but never synchronised may be there or not.
        #expect(size == 6 || (failure == .notSynchronised && size == 7))
        for receipt in acknowledged {
            #expect(try await reopened.receipt(at: receipt.index).entry == receipt.entry)
        }
        try await reopened.close()
    }

    @Test func `says that the disk is full`() async throws {
        guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
        let sample = try SampleDirectory()
        let writer = try LedgerWriter.open(
            sample.directory, key: SampleDirectory.key, clock: .demonstration,
            limits: WriterLimits()
        ) { _ in try PosixFile("/dev/full", for: .writing(permissions: 0o644)) }
        do {
            _ = try await writer.append(SampleDirectory.bodies(1)[0])
            Issue.record("A full disk took an entry.")
        } catch let error as StorageError {
            #expect(error.code == .stopped && error.message.contains("disk is full"))
        }
        try await writer.close()
    }

    @Test func `refuses what finds the inbox full, and takes any batch when nothing waits`() throws
    {
        let inbox = Inbox(limit: 3)
        let entries = SampleDirectory.bodies(6).map(WaitingEntry.init)
        try inbox.add(entries)
        let error = #expect(throws: StorageError.self) { try inbox.add([entries[0]]) }
        #expect(error?.code == .overloaded)
        #expect(inbox.take(upTo: 4).count == 4)
        try inbox.add([entries[0]])
        #expect(throws: StorageError.self) { try inbox.add([entries[0]]) }
        #expect(inbox.take(upTo: 9).count == 3 && inbox.take(upTo: 9).isEmpty)
    }
}
