import FoundationEssentials
package import Machine

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

    package func segment(_ number: Int) -> String {
        let digits = String(number)
        return segments + "/" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
            + ".seg"
    }

    /// Whether the directory holds a ledger.
    package var exists: Bool { FileManager.default.fileExists(atPath: format) }

    /// Makes the directory if there is none, and checks its format.
    ///
    /// - Throws: `OperationError`.
    package func prepare() throws {
        for folder in [path, keys, log, segments] {
            do {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true)
            } catch {
                throw OperationError(
                    .files, "Could not make the directory \(folder): check path and permissions.")
            }
        }
        if !exists {
            guard try segmentCount() == 0 else {
                throw OperationError(
                    .format, "\(path) has a log but no FORMAT file; restore it from a copy.")
            }
            let text = Self.formatName + String(Self.formatVersion) + "\n"
            try FileReplacement.write(Array(text.utf8), to: format)
            try PosixFile.synchronizeDirectory(path)
        }
        try checkFormat()
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

    /// How many segment files there are; they are numbered from 0 without gaps.
    ///
    /// - Throws: `OperationError`.
    package func segmentCount() throws -> Int {
        guard FileManager.default.fileExists(atPath: segments) else { return 0 }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: segments)
        } catch {
            throw OperationError(.files, "Could not list \(segments): check its permissions.")
        }
        let count = names.count { $0.hasSuffix(".seg") }
        for number in 0..<count
        where !FileManager.default.fileExists(atPath: segment(number)) {
            throw OperationError(
                .corrupt, "\(segment(number)) is missing: restore the directory from a copy.")
        }
        return count
    }

    /// Takes the writer's lock.
    ///
    /// - Throws: `OperationError` with code `locked`.
    package func takeLock() throws -> FileLock {
        guard let lock = try FileLock(lock) else {
            throw OperationError(
                .locked,
                "Another process writes to \(path): stop it first, or give another directory "
                    + "with --data.")
        }
        return lock
    }
}
