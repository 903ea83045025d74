internal import ArgumentParser
internal import LedgerStorage
internal import TransparencyLog
internal import Wire

/// `openledger log key --data DIR`.
struct LogKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Print the log's public key, a C2SP verifier key.")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        guard let key = try LedgerReader.verifierKey(in: data.directory()) else {
            throw CommandError("\(data.path) holds no log yet; its first writer makes one")
        }
        output.show(.object([("key", .string("\(key)")), ("log", .string(key.name))]), ["\(key)"])
    }
}
