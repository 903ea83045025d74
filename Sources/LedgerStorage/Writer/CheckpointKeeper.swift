internal import Machine
import TransparencyLog

/// The file outside a directory that has the last acknowledged checkpoint of its log.
struct CheckpointKeeper: Sendable {
    let path: String

    /// The checkpoint that is kept; nil before the first.
    ///
    /// - Throws: `OperationError` when what is there is no checkpoint.
    func kept() throws(OperationError) -> OperatorWord.Seen? {
        guard
            let bytes = try PosixFile.contentsIfThere(
                of: path, limit: SignedNote.maximumByteCount)
        else { return nil }
        do { return OperatorWord.Seen(source: path, note: try SignedNote(parsing: bytes)) } catch {
            throw OperationError(
                .altered, "\(path) is no signed checkpoint: restore it from a copy. \(error)")
        }
    }

    /// Puts a checkpoint in the place of the last; returns when it is on the disk.
    ///
    /// - Throws: `OperationError`.
    func keep(_ note: SignedNote) throws {
        try FileReplacement.write(note.bytes, to: path)
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        try PosixFile.synchronizeDirectory(folder.isEmpty ? "/" : folder)
    }
}
