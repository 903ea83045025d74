internal import Machine
internal import Wire

/// `DIR/aside`: bytes of the segments that a writer met and would not go on from, for whoever has
/// to find out what they were.
struct AsideFolder: Sendable {
    private let files: DataFiles
    static let folder = "aside"

    init(_ directory: DataDirectory) {
        files = DataFiles(root: directory.path)
    }

    /// Copies the end of a segment; returns when the copy is on the disk.
    ///
    /// - Returns: the copy's path.
    /// - Throws: `OperationError`.
    func keep(_ bytes: [UInt8], of segment: Int, from offset: UInt64) throws -> String {
        let digest = Digest.sha256(bytes).hex.prefix(8)
        let name = "\(Self.folder)/\(SegmentFolder.name(segment))-\(offset)-\(digest)"
        if !files.exists(name) {
            try files.write(bytes, to: name)
            try PosixFile.synchronizeDirectory(files.root + "/" + Self.folder)
        }
        return files.root + "/" + name
    }
}
