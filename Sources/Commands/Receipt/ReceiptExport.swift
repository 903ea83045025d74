internal import ArgumentParser
internal import Ledger
internal import LedgerStorage

/// `openledger receipt export ID --data DIR --out FILE`.
struct ReceiptExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a receipt as a tlog-proof@v1 file.")

    @Argument(help: "The receipt's id: the index of its entry, in decimal.")
    var id: EntryIndex

    @OptionGroup var data: DataOptions

    @Option(help: "The file to write.")
    var out: String

    func run() throws {
        let receipt = try data.reader().receipt(at: id.value)
        try OutputFile.write(receipt.fileBytes, to: out)
    }
}
