internal import ArgumentParser

/// `openledger receipt …`: receipts out of a data directory, without a node.
struct ReceiptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt", abstract: "Show or export the receipt of a log entry.",
        subcommands: [ReceiptShow.self, ReceiptExport.self])
}
