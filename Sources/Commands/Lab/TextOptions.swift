internal import ArgumentParser
internal import Tensors
internal import Tokenizers

/// `--texts FILE --out FILE`: one text a line in, one result a line or row out.
struct TextOptions: ParsableArguments {
    /// Lines that are worked on together.
    private static let batchCount = 1024
    /// Bytes of text that are worked on together, whatever the number of lines.
    private static let batchBytes = 4 << 20

    @Option(help: "The texts, UTF-8, one a line; lines end at LF only.")
    var texts: String

    @Option(help: "The file to write.")
    var out: String

    /// Hands out the token ids of all texts, batch by batch, in order.
    ///
    /// - Throws: `CommandError` naming the first line that is not UTF-8, and what `body` throws.
    func forEachBatch(
        _ tokenizer: WordPieceTokenizer, maximumTokens: Int, threads: ComputeThreads,
        _ body: ([[Int32]]) throws -> Void
    ) throws {
        let reader = try LineReader(texts)
        while true {
            let first = reader.lineCount + 1
            let lines = try reader.batch(count: Self.batchCount, bytes: Self.batchBytes)
            guard !lines.isEmpty else { return }
            let results = threads.map(lines.count) { line in
                Result { () throws(TokenizerError) in
                    try tokenizer.encode(utf8: lines[line], maximumTokens: maximumTokens)
                }
            }
            try body(
                results.enumerated().map { offset, result throws(CommandError) in
                    do { return try result.get() } catch {
                        throw CommandError("line \(first + offset) of \(texts): \(error)")
                    }
                })
        }
    }
}
