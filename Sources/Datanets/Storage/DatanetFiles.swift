internal import FoundationEssentials
package import Machine
internal import Wire

extension OperationError.Code {
    /// A line of a Datanet's file is not as it must be.
    package static let malformed = Self("malformed")
    /// A Datanet takes no more rows.
    package static let full = Self("full")
}

/// The files of a Datanet: `DIR/datanets/<name>/`.
///
/// | file | a line |
/// |---|---|
/// | `datanet.json` | one: the format and what the rows teach |
/// | `rows.jsonl` | account, text, label, status, and the row's number or its original's |
/// | `salts.jsonl` | the salt of the row on the same line of `rows.jsonl` |
/// | `contributions.jsonl` | account, salt, rows root, commitment, row count |
///
/// The header is written once. The three others only grow: a contribution is there when its line in
/// `contributions.jsonl` is, which is written last; rows behind the last such line are of a
/// contribution whose writing was interrupted and count for nothing. All sizes and roots follow
/// from the rows. Salts lie apart, so that the rows can be published, and the salts erased, on
/// their own.
package struct DatanetFiles: Sendable {
    /// Opens a file for writing; tests count and fail there.
    package typealias Disk = @Sendable (_ path: String) throws -> any SegmentFile

    static let format = "openledger/datanet/v2"
    /// Its header states sizes as well, which are not looked at.
    static let firstFormat = "openledger/datanet/v1"
    private static let headerLimit = 1 << 24
    private static let header = "datanet.json"

    /// The data directory.
    package let dataDirectory: String
    /// The Datanet's name, which never enters the log.
    package let name: String
    let disk: Disk
    /// The most bytes that each of the growing files may have.
    let byteLimit: Int

    /// The files of a named Datanet in a node's data directory; nothing is read.
    ///
    /// - Throws: `OperationError` for a name that is not 1 to 64 of `a–z`, `0–9` and `-`.
    package init(
        dataDirectory: String, name: String, byteLimit: Int = FileLimit.records,
        disk: @escaping Disk = { try PosixFile($0, for: .writing(permissions: 0o644)) }
    ) throws(OperationError) {
        guard Self.isName(name) else {
            throw OperationError(
                .usage, "a Datanet's name must be 1 to 64 of a-z, 0-9 and -")
        }
        self.dataDirectory = dataDirectory
        self.name = name
        self.disk = disk
        self.byteLimit = byteLimit
    }

    /// Whether a Datanet can have the name: 1 to 64 of `a–z`, `0–9` and `-`.
    package static func isName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// The Datanets of a data directory, sorted by name; other folders beside them are none.
    ///
    /// - Throws: `OperationError` when the folder cannot be listed.
    package static func all(
        inDataDirectory directory: String
    ) throws(OperationError) -> [DatanetFiles] {
        var found: [DatanetFiles] = []
        for name in try DataFiles(root: directory).names(in: "datanets").sorted()
        where isName(name) {
            let files = try DatanetFiles(dataDirectory: directory, name: name)
            if files.exists { found.append(files) }
        }
        return found
    }

    /// The Datanet's folder.
    package var folder: String { "\(dataDirectory)/datanets/\(name)" }

    /// Whether there is such a Datanet.
    package var exists: Bool { FileManager.default.fileExists(atPath: path(Self.header)) }

    /// Checks that there is such a Datanet.
    ///
    /// - Throws: `OperationError`.
    package func requireExistence() throws(OperationError) {
        guard exists else {
            throw OperationError(
                .notFound,
                "\(dataDirectory) has no Datanet \(name): 'openledger datanet create' makes one, "
                    + "'openledger datanet list' shows those there are")
        }
    }

    /// What the rows teach, as the header states it.
    ///
    /// - Throws: `OperationError`.
    package func task() throws(OperationError) -> DatanetTask { try header().task }

    /// Makes the folder of a new Datanet at once, with one more file in it.
    ///
    /// - Throws: `OperationError`.
    package func found(
        _ task: DatanetTask, adding extra: (name: String, bytes: [UInt8])? = nil
    ) throws {
        let files = FileManager.default
        let (parent, work) = (dataDirectory + "/datanets", dataDirectory + "/intake")
        try? files.removeItem(atPath: work)
        try Self.makeFolder(work)
        for file in File.allCases { try FileReplacement.write([], to: "\(work)/\(file.rawValue)") }
        if let extra {
            try FileReplacement.write(
                extra.bytes, to: "\(work)/\(extra.name)", permissions: 0o600)
        }
        try FileReplacement.write(Self.headerBytes(task), to: "\(work)/\(Self.header)")
        try PosixFile.synchronizeDirectory(work)
        try Self.makeFolder(parent)
        // A folder without a header was never finished.
        if !exists { try? files.removeItem(atPath: folder) }
        try PosixFile.replace(folder, by: work)
        try PosixFile.synchronizeDirectory(parent)
        try PosixFile.synchronizeDirectory(dataDirectory)
    }

    private static func makeFolder(_ path: String) throws(OperationError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        } catch {
            throw OperationError(
                .files,
                "\(path) cannot be made; free some space or check permissions: \(error)")
        }
    }
}

extension DatanetFiles {
    /// A file that grows, in the order in which they do.
    enum File: String, CaseIterable {
        case rows = "rows.jsonl"
        case salts = "salts.jsonl"
        case contributions = "contributions.jsonl"
    }

    func path(_ file: String) -> String { "\(folder)/\(file)" }

    func path(_ file: File) -> String { path(file.rawValue) }

    /// - Throws: `OperationError` when the file is missing or cannot be read.
    func bytes(of file: String) throws(OperationError) -> [UInt8] {
        do {
            return try PosixFile.contents(of: path(file), limit: FileLimit.records)
        } catch {
            throw OperationError(.files, "\(path(file)) cannot be read: \(error)")
        }
    }

    func header() throws(OperationError) -> (task: DatanetTask, isCurrent: Bool) {
        let bytes = try bytes(of: Self.header)
        guard let stated = try? JSONValue(parsing: bytes, limit: Self.headerLimit),
            let format = stated["format"]?.stringValue
        else { throw malformed(Self.header) }
        guard [Self.format, Self.firstFormat].contains(format) else {
            throw OperationError(
                .format,
                "\(path(Self.header)) is not of format \(Self.format); use the version of "
                    + "openledger that wrote it, or a newer one")
        }
        guard let task = DatanetTask(header: stated) else { throw malformed(Self.header) }
        let isCurrent = format == Self.format
        guard !isCurrent || bytes == Self.headerBytes(task) else { throw malformed(Self.header) }
        return (task, isCurrent)
    }

    func writeHeader(_ task: DatanetTask) throws {
        try FileReplacement.write(Self.headerBytes(task), to: path(Self.header))
        try PosixFile.synchronizeDirectory(folder)
    }

    private static func headerBytes(_ task: DatanetTask) -> [UInt8] {
        CanonicalJSON.line([("format", .string(format))] + task.headerMembers)
    }

    func malformed(_ place: String) -> OperationError {
        OperationError(
            .malformed, "\(path(place)) is malformed: restore the Datanet's folder from a copy")
    }
}

extension CanonicalJSON {
    /// An object and a line end.
    static func line(_ members: [(String, JSONValue)]) -> [UInt8] {
        encode(.object(members)) + [UInt8(ascii: "\n")]
    }
}
