internal import ArgumentParser
internal import Datanets
internal import Wire

/// `openledger datanet list --data DIR`.
struct DatanetList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the Datanets of a data directory.")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let folder = try DatanetFolder(data)
        let found = try folder.names.map { ($0, try folder.read($0).version) }
        let items = found.map { name, version -> JSONValue in
            .object([
                ("name", .string(name)),
                ("contributions", .integer(Int64(version.contributionCount))),
                ("rows", .integer(Int64(version.acceptedCount))),
                ("duplicates", .integer(Int64(version.duplicateCount))),
                ("rowsRoot", .string(version.rowsRoot.hex)),
            ])
        }
        output.show(
            .object([("datanets", .array(items))]),
            found.map { name, version in
                "\(name): \(version.acceptedCount) rows and \(version.duplicateCount) duplicates "
                    + "in \(version.contributionCount) contributions"
            })
    }
}
