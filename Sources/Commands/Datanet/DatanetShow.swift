internal import ArgumentParser
internal import Datanets
internal import Identity
internal import Wire

/// `openledger datanet show NAME --data DIR`.
struct DatanetShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a Datanet's contributions and labels.")

    @Argument(help: "The Datanet's name; see 'openledger datanet list'.")
    var name: String

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let datanet = try DatanetFolder(data).read(name)
        let version = datanet.version
        let contributions = datanet.contributions.map { registered -> JSONValue in
            .object([
                ("account", .string("\(registered.contribution.account)")),
                ("rows", .integer(Int64(registered.contribution.rows.count))),
                ("accepted", .integer(Int64(registered.acceptedCount))),
                ("duplicates", .integer(Int64(registered.duplicateCount))),
                ("commitment", .string(registered.commitment.hex)),
            ])
        }
        let table = datanet.contributions.map { registered in
            [
                "\(registered.contribution.account)", "\(registered.contribution.rows.count)",
                "\(registered.duplicateCount)",
            ]
        }
        output.show(
            .object([
                ("name", .string(name)),
                ("labels", .array(datanet.labels.labels.map { .string($0) })),
                ("rows", .integer(Int64(version.acceptedCount))),
                ("duplicates", .integer(Int64(version.duplicateCount))),
                ("rowsRoot", .string(version.rowsRoot.hex)),
                ("digest", .string(version.digest.hex)),
                ("contributions", .array(contributions)),
            ]),
            [
                "\(name): \(version.acceptedCount) rows, \(datanet.labels.count) labels",
                "  rows root \(version.rowsRoot.hex)",
            ] + TextTable.lines([["contributor", "rows", "duplicates"]] + table))
    }
}
