internal import FoundationEssentials
package import Wire

/// The files of a data directory beside the log: read whole, written whole and durable.
package struct DataFiles: Sendable {
    /// The data directory.
    package let root: String

    package init(root: String) { self.root = root }

    /// A file of at most `limit` bytes.
    package func read(_ path: String, limit: Int) throws(OperationError) -> [UInt8] {
        do { return try PosixFile.contents(of: root + "/" + path, limit: limit) } catch {
            throw OperationError(
                .files, "cannot read \(root)/\(path): restore it from a copy. \(error.message)")
        }
    }

    package func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root + "/" + path)
    }

    package func write(_ bytes: [UInt8], to path: String, permissions: UInt16 = 0o644) throws {
        let full = root + "/" + path
        guard let slash = full.lastIndex(of: "/") else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: String(full[..<slash]), withIntermediateDirectories: true)
        } catch {
            throw OperationError(
                .files, "could not make the folder of \(full): check space and permissions")
        }
        try FileReplacement.write(bytes, to: full, permissions: permissions)
    }

    /// Reads a file whose digest the log names.
    package func read(
        _ path: String, limit: Int, expecting digest: Digest
    ) throws(OperationError) -> [UInt8] {
        let bytes = try read(path, limit: limit)
        guard Digest.sha256(bytes) == digest else {
            throw OperationError(
                .altered,
                "\(root)/\(path) is not the file that the log names (SHA-256 \(digest.hex)): "
                    + "restore it from a copy")
        }
        return bytes
    }
}
