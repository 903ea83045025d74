internal import Datanets
internal import FoundationEssentials

/// The Datanets that lie in a data directory, each read with its intake repeated.
struct DatanetFolder {
    private let path: String

    /// Names the folder; nothing is read.
    init(_ data: DataOptions) throws(CommandError) {
        _ = try data.directory()
        path = data.path
    }

    /// The names of all Datanets, sorted.
    var names: [String] {
        let folder = path + "/datanets"
        let found = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return found.filter {
            FileManager.default.fileExists(atPath: "\(folder)/\($0)/datanet.json")
        }.sorted()
    }

    /// A Datanet.
    ///
    /// - Throws: `CommandError` when there is none of the name, `DatanetFileError` when its files
    ///   are not those that were written.
    func read(_ name: String) throws -> Datanet {
        let files = try DatanetFiles(
            dataDirectory: URL(fileURLWithPath: path), name: name)
        guard names.contains(name) else {
            let known = names.isEmpty ? "it has none" : "it has: " + names.joined(separator: ", ")
            throw CommandError("\(path) has no Datanet \(name); \(known)")
        }
        return try files.read()
    }
}
