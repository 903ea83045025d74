internal import FoundationEssentials
internal import LedgerStorage
internal import Wire

/// Files beside the log: read whole, written whole and durable.
struct NodeFiles: Sendable {
    /// The data directory.
    let root: String

    func read(_ path: String) throws(NodeError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: root + "/" + path) else {
            throw NodeError(.file, "cannot read \(root)/\(path): restore it from a copy")
        }
        return [UInt8](data)
    }

    func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root + "/" + path)
    }

    func write(_ bytes: [UInt8], to path: String, permissions: UInt16 = 0o644) throws {
        let full = root + "/" + path
        guard let slash = full.lastIndex(of: "/") else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: String(full[..<slash]), withIntermediateDirectories: true)
        } catch {
            throw NodeError(
                .file, "could not make the folder of \(full): check space and permissions")
        }
        try FileReplacement.write(bytes, to: full, permissions: permissions)
    }

    /// Reads a file whose digest the log names.
    func read(_ path: String, expecting digest: Digest) throws(NodeError) -> [UInt8] {
        let bytes = try read(path)
        guard Digest.sha256(bytes) == digest else {
            throw NodeError(
                .altered,
                "\(root)/\(path) is not the file that the log names (SHA-256 \(digest.hex)): "
                    + "restore it from a copy")
        }
        return bytes
    }
}
