import Wire

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A Datanet as files: `DIR/datanets/<name>/`.
///
/// | file | a line |
/// |---|---|
/// | `datanet.json` | the whole file: format, labels, sizes, rows root and version digest |
/// | `contributions.jsonl` | account, salt, rows root, commitment, row count |
/// | `rows.jsonl` | account, text, label, status, and the row's number or its original's |
/// | `salts.jsonl` | the salt of the row on the same line of `rows.jsonl` |
///
/// Salts lie apart, so that the rows can be published, and the salts erased, on their own.
/// Nothing read is believed: the loader repeats the intake and compares every number and root.
public struct DatanetFiles: Sendable {
    static let format = "openledger/datanet/v1"

    /// The folder of this Datanet.
    public let folder: URL

    let name: String

    /// The files of a named Datanet in a node's data directory.
    ///
    /// - Throws: ``DatanetFileError`` for a name that is not 1 to 64 of `a–z`, `0–9` and `-`.
    public init(dataDirectory: URL, name: String) throws(DatanetFileError) {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isPlain, (1...64).contains(name.utf8.count) else {
            throw DatanetFileError(
                code: .invalidName,
                message: "a Datanet's name must be 1 to 64 of a-z, 0-9 and -")
        }
        self.name = name
        folder = dataDirectory.appending(path: "datanets").appending(path: name)
    }

    /// Writes all files; `datanet.json` last, so that a folder without it is known to be
    /// unfinished.
    ///
    /// - Throws: ``DatanetFileError`` naming the file that could not be written.
    public func write(_ datanet: Datanet) throws(DatanetFileError) {
        let text = DatanetText(datanet)
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true)
        } catch {
            throw notWritten(folder.path, error)
        }
        try write(text.contributions, to: "contributions.jsonl")
        try write(text.rows, to: "rows.jsonl")
        try write(text.salts, to: "salts.jsonl")
        try write(text.header, to: "datanet.json")
    }

    /// Reads all files and repeats the intake.
    ///
    /// - Throws: ``DatanetFileError`` when a file is missing or malformed, or when the rows are
    ///   not those of the stated statuses, commitments and roots.
    public func read() throws(DatanetFileError) -> Datanet {
        let text = DatanetText(
            header: try bytes(of: "datanet.json"),
            contributions: try bytes(of: "contributions.jsonl"),
            rows: try bytes(of: "rows.jsonl"), salts: try bytes(of: "salts.jsonl"))
        return try text.datanet(path: folder.path)
    }

    private func write(_ bytes: [UInt8], to file: String) throws(DatanetFileError) {
        do {
            try Data(bytes).write(to: folder.appending(path: file), options: .atomic)
        } catch {
            throw notWritten(folder.appending(path: file).path, error)
        }
    }

    private func bytes(of file: String) throws(DatanetFileError) -> [UInt8] {
        do {
            return [UInt8](try Data(contentsOf: folder.appending(path: file)))
        } catch {
            throw DatanetFileError(
                code: .notRead,
                message: "\(folder.appending(path: file).path) cannot be read: \(error)")
        }
    }

    private func notWritten(_ path: String, _ error: any Error) -> DatanetFileError {
        DatanetFileError(
            code: .notWritten,
            message: "\(path) cannot be written; free some space or check permissions: \(error)")
    }
}
