package import Machine
import Synchronization

/// A disk that works for some calls and then fails until it is repaired, however many files lie on
/// it.
///
/// Writes and syncs are counted together, in the order in which they come.
package final class FailingDisk: Sendable {
    /// What goes wrong.
    package enum Failure: Sendable, CaseIterable {
        /// A write leaves nothing behind.
        case nothingWritten
        /// A write leaves its first half behind.
        case halfWritten
        /// A write succeeds, and the sync after it does not.
        case notSynchronised
    }

    private let failure: Failure
    private let callsLeft: Mutex<Int>

    /// A disk on which this many calls succeed.
    package init(_ failure: Failure, after calls: Int) {
        self.failure = failure
        callsLeft = Mutex(calls)
    }

    /// Opens a file of the disk, made when it is missing.
    package func open(_ path: String) throws -> any SegmentFile {
        FailingFile(try PosixFile(path, for: .writing(permissions: 0o600)), on: self)
    }

    /// Makes the disk work for good.
    package func repair() { callsLeft.withLock { $0 = .max } }

    /// Whether the next call still works; counts it.
    fileprivate func works() -> Bool {
        callsLeft.withLock { left in
            left -= 1
            return left >= 0
        }
    }

    private final class FailingFile: SegmentFile {
        private let file: PosixFile
        private let disk: FailingDisk

        init(_ file: PosixFile, on disk: FailingDisk) {
            self.file = file
            self.disk = disk
        }

        func write(_ bytes: [UInt8], at offset: UInt64) throws {
            guard !disk.works() else { return try file.write(bytes, at: offset) }
            switch disk.failure {
            case .nothingWritten: throw OperationError(.files, "The disk is full.")
            case .halfWritten:
                try file.write(Array(bytes.prefix(bytes.count / 2)), at: offset)
                throw OperationError(.files, "The disk is full.")
            case .notSynchronised: try file.write(bytes, at: offset)
            }
        }

        func synchronize() throws {
            guard !disk.works() else { return try file.synchronize() }
            throw OperationError(.files, "Could not sync.")
        }
    }
}
