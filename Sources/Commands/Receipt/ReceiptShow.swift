internal import ArgumentParser
internal import Ledger
internal import LedgerStorage
internal import Node
internal import TransparencyLog
internal import Wire

/// `openledger receipt show ID --data DIR`.
struct ReceiptShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what a log entry says; of a paid answer, who was paid for which row.")

    @Argument(help: "The receipt's id: the index of its entry, in decimal.")
    var id: EntryIndex

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let entry = try data.reader().entry(at: id.value)
        let leaf = MerkleTree.leafHash(entry.encoded)
        var members: [(String, JSONValue)] = [
            ("receipt", .string(String(id.value))), ("kind", .string("\(entry.body.type)")),
            ("timestampSeconds", .count(entry.timestampSeconds)), ("leaf", .string(leaf.hex)),
        ]
        var lines = [
            "Entry \(id.value): \(entry.body.type), at \(entry.timestampSeconds) s since 1970",
            "  leaf \(leaf.hex)",
        ]
        if case .answer(let answer) = entry.body {
            let opening = try Openings(dataDirectory: data.path)
                .readAll()[answer.requestCommitment]
            let text = AnswerText(answer, opening: opening)
            members += text.members
            lines += text.lines
        }
        output.show(.object(members), lines)
    }
}
