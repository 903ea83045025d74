internal import LedgerStorage
internal import Synchronization

/// Segment files that count how often they wait for the disk.
final class CountingSegments: Sendable {
    private let synchronised = Mutex(0)

    /// How many bundles have been put on the disk.
    var count: Int { synchronised.withLock { $0 } }

    /// Opens a segment.
    func open(_ path: String) throws -> any SegmentFile {
        Segment(file: try PosixFile(path, for: .writing(permissions: 0o644)), counter: self)
    }

    private struct Segment: SegmentFile {
        let file: PosixFile
        let counter: CountingSegments

        func write(_ bytes: [UInt8], at offset: UInt64) throws {
            try file.write(bytes, at: offset)
        }

        func synchronize() throws {
            try file.synchronize()
            counter.synchronised.withLock { $0 += 1 }
        }
    }
}
