internal import ArgumentParser
internal import LedgerStorage
internal import TransparencyLog
internal import Wire

/// `openledger log checkpoint --data DIR`.
struct LogCheckpoint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint", abstract: "Print the log's last signed checkpoint.")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let reader = try data.reader()
        guard let note = reader.checkpoint else {
            throw CommandError("the log in \(data.path) has no entry yet")
        }
        let checkpoint = try Checkpoint(noteText: note.text)
        let text = String(decoding: note.bytes, as: UTF8.self)
        output.show(
            .object([
                ("log", .string(checkpoint.origin)), ("size", .count(checkpoint.size)),
                ("root", .string(Base64.encode(checkpoint.root.bytes))), ("note", .string(text)),
            ]),
            // The note ends in a line end of its own.
            [String(text.dropLast())])
    }
}
