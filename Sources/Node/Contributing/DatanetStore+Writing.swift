internal import Datanets
internal import FoundationEssentials
internal import LedgerStorage

extension DatanetStore {
    /// In the order in which they are replaced; the header states sizes, so it comes last.
    private static let names: [(file: String, step: ContributionStep?)] = [
        ("contributions.jsonl", .contributionsReplaced), ("rows.jsonl", .rowsReplaced),
        ("salts.jsonl", .saltsReplaced), ("datanet.json", nil),
    ]

    /// Replaces the files and returns when all of them are on the disk.
    ///
    /// - Throws: `DatanetFileError` or `StorageError`.
    func write(_ datanet: Datanet, steps: ContributionSteps) throws {
        let work = try prepare(datanet)
        for (file, step) in Self.names {
            try PosixFile.replace("\(folder)/\(file)", by: "\(work)/\(file)")
            try PosixFile.synchronizeDirectory(folder)
            if let step { try steps(step) }
        }
        clearWork()
    }

    /// Makes the folder of a new Datanet at once, with one more file in it.
    ///
    /// - Throws: `DatanetFileError` or `StorageError`.
    func found(_ datanet: Datanet, adding extra: (name: String, bytes: [UInt8])) throws {
        let work = try prepare(datanet)
        try FileReplacement.write(extra.bytes, to: "\(work)/\(extra.name)", permissions: 0o600)
        try PosixFile.synchronizeDirectory(work)
        let parent = dataDirectory + "/datanets"
        try FileManager.default.createDirectory(
            atPath: parent, withIntermediateDirectories: true)
        try PosixFile.replace(folder, by: work)
        try PosixFile.synchronizeDirectory(parent)
        try PosixFile.synchronizeDirectory(dataDirectory)
        clearWork()
    }

    private var workRoot: String { dataDirectory + "/intake" }

    /// Writes the files beside, and waits for the disk; the folder they are in.
    private func prepare(_ datanet: Datanet) throws -> String {
        clearWork()
        let work = try DatanetFiles(dataDirectory: URL(fileURLWithPath: workRoot), name: name)
        try work.write(datanet)
        let folder = "\(workRoot)/datanets/\(name)"
        for (file, _) in Self.names {
            try PosixFile("\(folder)/\(file)", for: .writing(permissions: 0o644)).synchronize()
        }
        return folder
    }

    private func clearWork() {
        try? FileManager.default.removeItem(atPath: workRoot)
    }
}
