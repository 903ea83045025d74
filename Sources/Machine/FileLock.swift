/// A lock that one process at a time has; it ends with the last reference, or with the process in
/// whatever way.
package final class FileLock: Sendable {
    private let file: PosixFile

    /// Takes the lock that a file stands for, made if it is missing; nil when another has it.
    ///
    /// - Throws: ``OperationError``.
    package init?(_ path: String) throws {
        file = try PosixFile(path, for: .writing(permissions: 0o644))
        guard try file.lockExclusively() else { return nil }
    }
}
