/// A lock that one process at a time has; it ends with the last reference, or with the process in
/// whatever way.
///
/// The system locks files and not names: who removes or replaces the file leaves the name to
/// another lock. So the owner is asked ``isInPlace()`` before it relies on being the only one.
package final class FileLock: Sendable {
    private static let attempts = 16

    private let file: PosixFile
    private let identity: PosixFile.Identity

    /// Takes the lock that a file stands for, made if it is missing; nil when another has it.
    ///
    /// - Throws: ``OperationError``.
    package init?(_ path: String) throws {
        guard let (file, identity) = try Self.locked(path) else { return nil }
        self.file = file
        self.identity = identity
    }

    /// Whether the path still names the file that is locked.
    ///
    /// - Returns: false when it was removed or replaced: another process may have the lock that
    ///   the path stands for by now.
    /// - Throws: ``OperationError``.
    package func isInPlace() throws -> Bool {
        try PosixFile.identity(at: file.path) == identity
    }

    /// Between opening a file and locking it, it may have been replaced: then its lock is nobody
    /// else's, and worth nothing.
    private static func locked(
        _ path: String
    ) throws -> (file: PosixFile, identity: PosixFile.Identity)? {
        for _ in 0..<attempts {
            let file = try PosixFile(path, for: .writing(permissions: 0o644))
            guard try file.lockExclusively() else { return nil }
            let identity = try file.identity()
            if try PosixFile.identity(at: path) == identity { return (file, identity) }
        }
        throw OperationError(
            .files, "\(path) is replaced again and again: stop whatever does that.")
    }
}
