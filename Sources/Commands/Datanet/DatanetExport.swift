internal import ArgumentParser
internal import Datanets
internal import Identity
internal import Wire

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
                let line = Self.line(salted.row, status, registered.contribution.account)
                bytes += Array((line.text + "\n").utf8)
            }
            try file.write(bytes)
        }
        try file.finish()
    }

    private static func line(
        _ row: DatanetRow, _ status: RowStatus, _ account: AccountAddress
    ) -> JSONValue {
        let place: (String, JSONValue) =
            switch status {
            case .accepted(let number): ("row", .integer(Int64(number.value)))
            case .duplicate(let original): ("duplicateOf", .integer(Int64(original.value)))
            }
        return .object([
            ("text", .string(row.text)), ("label", .string(row.label)),
            ("account", .string("\(account)")), place,
        ])
    }
}
