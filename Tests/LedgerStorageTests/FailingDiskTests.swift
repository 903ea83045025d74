import FoundationEssentials
import Ledger
import LedgerStorage
import Machine
import MachineTestKit
import Testing
import TransparencyLog
import Wire

@Suite struct `A writer on a failing disk` {
    @Test(arguments: FailingDisk.Failure.allCases)
    func `stops for good and loses nothing acknowledged`(
        _ failure: FailingDisk.Failure
    ) async throws {
        let sample = try SampleDirectory()
        // A write and a sync for each of six entries.
        let disk = FailingDisk(failure, after: 12)
        let writer = try LedgerWriter.open(
            sample.directory, key: SampleDirectory.key, clock: .demonstration,
            limits: WriterLimits()
        ) { try disk.open($0) }
        var acknowledged: [Receipt] = []
        var refused = 0
        for body in SampleDirectory.bodies(12) {
            do { acknowledged.append(try await writer.append(body)) } catch {
                #expect((error as? OperationError)?.code == .stopped)
                refused += 1
            }
        }
        #expect(acknowledged.count == 6 && refused == 6)
        await #expect(throws: OperationError.self) { try await writer.query { $0.size } }
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
        } catch let error as OperationError {
            #expect(error.code == .stopped && error.message.contains("disk is full"))
        }
        try await writer.close()
    }
}
