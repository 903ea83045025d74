internal import ArgumentParser
internal import Datanets
internal import Identity
internal import Machine
internal import Wire

/// `openledger datanet …`: the rows that models are trained on.
struct DatanetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "datanet",
        abstract: "Open, list, show or export Datanets; object to verdicts; make the sample.",
        subcommands: [
            DatanetCreateCommand.self, DatanetList.self, DatanetShow.self, DatanetExport.self,
            DatanetObjections.self, DatanetObject.self, DatanetDecide.self,
            DatanetImportDebian.self,
        ])
}

/// `openledger datanet list --data DIR`.
struct DatanetList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the Datanets of a data directory.")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let folder = try DatanetFolder(data)
        let found = try folder.names().map { ($0, try folder.read($0).version) }
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
                ("commitment", .string(registered.contribution.commitment.hex)),
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

/// `openledger datanet export NAME --data DIR --out FILE`.
struct DatanetExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a Datanet's rows, one JSON object a line, duplicates marked.")

    @Argument(help: "The Datanet's name; see 'openledger datanet list'.")
    var name: String

    @OptionGroup var data: DataOptions

    @Option(help: "The file to write.")
    var out: String

    func run() throws {
        let datanet = try DatanetFolder(data).read(name)
        let file = try OutputFile(out)
        for registered in datanet.contributions {
            var bytes: [UInt8] = []
            for (salted, status) in zip(registered.contribution.rows, registered.statuses) {
                let line = Self.line(salted.row, status, registered.contribution)
                bytes += Array((line.text + "\n").utf8)
            }
            try file.write(bytes)
        }
        try file.finish()
    }

    private static func line(
        _ row: DatanetRow, _ status: RowStatus, _ contribution: Contribution
    ) -> JSONValue {
        let place: (String, JSONValue) =
            switch status {
            case .accepted(let number): ("row", .integer(Int64(number.value)))
            case .duplicate(let original): ("duplicateOf", .integer(Int64(original.value)))
            }
        let despite = contribution.despite.map { ("despite", JSONValue.integer(Int64($0.value))) }
        return .object(
            [
                ("text", .string(row.text)), ("label", .string(row.label)),
                ("account", .string("\(contribution.account)")), place,
            ] + (despite.map { [$0] } ?? []))
    }
}

/// The Datanets that lie in a data directory, each read with its intake repeated.
struct DatanetFolder {
    private let path: String

    /// Names the folder; nothing is read.
    init(_ data: DataOptions) throws(OperationError) {
        _ = try data.directory()
        path = data.path
    }

    /// The names of all Datanets, sorted.
    ///
    /// - Throws: `OperationError` when the folder cannot be listed.
    func names() throws(OperationError) -> [String] {
        try DatanetFiles.all(inDataDirectory: path).map(\.name)
    }

    /// A Datanet.
    ///
    /// - Throws: `OperationError` when no Datanet has the name and when its files are
    ///   not those that were written.
    func read(_ name: String) throws -> Datanet {
        let files = try DatanetFiles(dataDirectory: path, name: name)
        let names = try names()
        guard names.contains(name) else {
            let known = names.isEmpty ? "it has none" : "it has: " + names.joined(separator: ", ")
            throw OperationError(.notFound, "\(path) has no Datanet \(name); \(known)")
        }
        return try files.read()
    }
}
