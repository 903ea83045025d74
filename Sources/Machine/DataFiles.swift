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

    /// The names in a folder, sorted; none where there is no such folder.
    ///
    /// - Throws: ``OperationError`` for a folder that is there and cannot be listed. To take it for
    ///   an empty one would lose sight of everything in it.
    package func names(in folder: String) throws(OperationError) -> [String] {
        let path = root + "/" + folder
        guard try PosixFile.identity(at: path) != nil else { return [] }
        do { return try FileManager.default.contentsOfDirectory(atPath: path).sorted() } catch {
            throw OperationError(
                .files, "cannot list \(path): it must be a folder that this program may read")
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
