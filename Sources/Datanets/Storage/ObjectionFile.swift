package import Machine

/// `objections.jsonl` in a Datanet's folder: what was objected to and decided, an act a line.
///
/// The file is made with the first objection, for the operator alone, since reasons are people's
/// words. It only grows; an act counts when its line is on the disk.
package struct ObjectionFile: Sendable {
    /// The file's name.
    package static let name = "objections.jsonl"

    /// What it says.
    package private(set) var objections = Objections()
    private let path: String
    private let folder: String
    private let disk: DatanetFiles.Disk
    private let byteLimit: Int
    /// Where the last whole line ends.
    private var end = 0
    /// Nil before the first act.
    private var growing: AppendOnlyFile?

    /// Reads the objections to the verdicts of a Datanet; the file stays as it is.
    ///
    /// What follows the last line end was being written when a process ended, and counts for
    /// nothing.
    /// - Parameters:
    ///   - files: the Datanet's files.
    ///   - datanet: the Datanet as they state it.
    /// - Throws: `OperationError` for a line that is malformed, that the lines before belie, or
    ///   that is of no near-copy of this Datanet.
    package init(_ files: DatanetFiles, of datanet: Datanet) throws(OperationError) {
        path = files.path(Self.name)
        folder = files.folder
        disk = files.disk
        byteLimit = FileLimit.records
        let bytes = try PosixFile.contentsIfThere(of: path, limit: FileLimit.records) ?? []
        while let stop = bytes[end...].firstIndex(of: UInt8(ascii: "\n")) {
            guard let act = ObjectionAct(line: Array(bytes[end..<stop])),
                objections.take(act, in: datanet)
            else {
                throw OperationError(
                    .altered,
                    "\(path) is malformed or of another Datanet: restore the folder from a copy")
            }
            end = stop + 1
        }
    }

    /// Takes an act, on the disk when this returns.
    ///
    /// - Throws: `OperationError` when the file is full or cannot be written; the act may be read
    ///   the next time all the same.
    /// - Precondition: the act is one that this Datanet's rules take.
    package mutating func append(_ act: ObjectionAct, of datanet: Datanet) throws {
        let line = act.line
        guard end <= byteLimit - line.count else {
            throw OperationError(.full, "\(path) has as many objections as it may hold")
        }
        var growing = try growing ?? open()
        _ = try growing.append(line)
        guard objections.take(act, in: datanet) else {
            preconditionFailure("An act that was checked is taken.")
        }
        end += line.count
        self.growing = growing
    }

    /// Makes the file if there is none, and cuts off what was never finished.
    private func open() throws -> AppendOnlyFile {
        let file = try PosixFile(path, for: .writing(permissions: 0o600))
        try PosixFile.synchronizeDirectory(folder)
        if try file.size() > UInt64(end) { try file.truncate(to: UInt64(end)) }
        return AppendOnlyFile(try disk(path), byteCount: UInt64(end))
    }
}
