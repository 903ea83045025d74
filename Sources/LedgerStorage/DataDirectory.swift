import FoundationEssentials
internal import Machine

/// The layout of a data directory, and its format's version.
///
/// ```
/// FORMAT              "openledger data 1"
/// LOCK                flock of the one writer
/// keys/log.key        the log's signing key, 0600
/// log/key             the log's verifier key
/// log/segments/       bundles of entries, the truth
/// log/checkpoint      C2SP static files, made from the segments
/// log/tile/
/// ledger.sqlite       projection, made from the segments
/// ```
package struct DataDirectory: Equatable, Sendable {
    /// The text that stands in FORMAT, before the version.
    package static let formatName = "openledger data "
    /// The version that this program writes and reads.
    package static let formatVersion = 1

    /// The directory's path.
    package let path: String

    /// Names a directory; nothing is touched.
    package init(_ path: String) {
        self.path = path
    }

    package var format: String { path + "/FORMAT" }
    package var lock: String { path + "/LOCK" }
    package var keys: String { path + "/keys" }
    package var logKey: String { keys + "/log.key" }
    package var log: String { path + "/log" }
    package var verifierKey: String { log + "/key" }
    package var segments: String { log + "/segments" }
    package var projection: String { path + "/ledger.sqlite" }

    /// The segments.
    package var segmentFolder: SegmentFolder { SegmentFolder(segments) }

    /// Whether the directory holds a ledger.
    package var exists: Bool { FileManager.default.fileExists(atPath: format) }

    /// Makes the directory if there is none, checks its format and takes the right to write to it.
    ///
    /// - Returns: the right, which ends with the last reference.
    /// - Throws: `OperationError`; its code is `locked` when another process has the right.
    package func openForWriting() throws -> WriterLock {
        // A directory of another format is left alone.
        if exists { try checkFormat() }
        for folder in [path, keys, log, segments] {
            do {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true)
            } catch {
                throw OperationError(
                    .files, "Could not make the directory \(folder): check path and permissions.")
            }
        }
        let first = try takeLock(lock)
        if !exists {
            guard try segmentFolder.count() == 0 else {
                throw OperationError(
                    .format, "\(path) has a log but no FORMAT file; restore it from a copy.")
            }
            let text = Self.formatName + String(Self.formatVersion) + "\n"
            try FileReplacement.write(Array(text.utf8), to: format)
            try PosixFile.synchronizeDirectory(path)
        }
        try checkFormat()
        return WriterLock(locks: [first, try takeLock(format)], directory: self)
    }

    /// Refuses directories that this program cannot read.
    ///
    /// - Throws: `OperationError` with code `format`.
    package func checkFormat() throws {
        guard exists else {
            throw OperationError(.format, "\(path) holds no ledger: it has no FORMAT file.")
        }
        let bytes = try PosixFile(format, for: .reading).read(64, at: 0)
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasPrefix(Self.formatName),
            let version = Int(text.dropFirst(Self.formatName.count).prefix { $0 != "\n" })
        else {
            throw OperationError(.format, "\(format) is not that of an OpenLedger data directory.")
        }
        guard version <= Self.formatVersion else {
            throw OperationError(
                .format,
                "\(path) has data format \(version), this program reads up to "
                    + "\(Self.formatVersion): use the newer program that made it.")
        }
        guard version == Self.formatVersion else {
            throw OperationError(.format, "\(path) has the unknown data format \(version).")
        }
    }

    private func takeLock(_ file: String) throws -> FileLock {
        guard let lock = try FileLock(file) else {
            throw OperationError(
                .locked,
                "Another process writes to \(path): stop it first, or give another directory "
                    + "with --data.")
        }
        return lock
    }
}

/// The right of one process to write to a directory.
///
/// Two files are locked: LOCK, and FORMAT, without which nobody opens the directory. So removing
/// LOCK lets no second writer in; and a writer whose files were removed or replaced is told so.
package struct WriterLock: Sendable {
    fileprivate let locks: [FileLock]
    fileprivate let directory: DataDirectory

    /// Refuses to go on when LOCK or FORMAT is no longer the file that is locked.
    ///
    /// - Throws: `OperationError` with code `locked`.
    package func check() throws {
        guard try locks.allSatisfy({ try $0.isInPlace() }) else {
            throw OperationError(
                .locked,
                "\(directory.lock) or \(directory.format) was removed or replaced while this "
                    + "process wrote to the directory: another one may write to it now, so this "
                    + "one writes nothing more.")
        }
    }
}
