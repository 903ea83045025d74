internal import ArgumentParser
internal import LanguageModels
internal import Machine
internal import Tensors
internal import Tokenizers
internal import Wire

/// `openledger lab …`: the parts of the machine on given files, for comparison with others.
struct LabCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lab", abstract: "Run single parts on given files, for comparison.",
        subcommands: [LabEmbed.self, LabTokens.self])
}

/// `openledger lab embed --model DIR --texts FILE --out FILE.npy`.
struct LabEmbed: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed", abstract: "Turn texts into sentence embeddings, float32 [n, d].")

    @OptionGroup var model: ModelOptions
    @OptionGroup var files: TextOptions

    func run() throws {
        let settings = try ProcessSettings.current()
        let threads = settings.makeThreads()
        let folder = try SentenceEncoderFolder(path: model.folder(settings))
        let encoder = try BertEncoder(
            configuration: folder.configuration, weights: folder.weights(), trainable: false)
        var file = try EmbeddingFile(files.out, width: folder.configuration.hiddenSize)
        try files.forEachBatch(
            folder.tokenizer, maximumTokens: folder.maximumTokens, threads: threads
        ) { batch in
            try file.append(folder.embeddings(of: batch, by: encoder, threads: threads))
        }
        try file.finish()
    }
}

/// `openledger lab tokens --model DIR --texts FILE --out FILE.jsonl`.
struct LabTokens: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokens", abstract: "Turn texts into token ids, one JSON object a line.")

    @OptionGroup var model: ModelOptions
    @OptionGroup var files: TextOptions

    func run() throws {
        let settings = try ProcessSettings.current()
        let folder = try SentenceEncoderFolder(path: model.folder(settings))
        let file = try OutputFile(files.out)
        try files.forEachBatch(
            folder.tokenizer, maximumTokens: folder.maximumTokens,
            threads: settings.makeThreads()
        ) { batch in
            var bytes: [UInt8] = []
            for ids in batch {
                let list = ids.map(String.init).joined(separator: ", ")
                bytes += Array("{\"tokens\": [\(list)]}\n".utf8)
            }
            try file.write(bytes)
        }
        try file.finish()
    }
}

/// `--texts FILE --out FILE`: one text a line in, one result a line or row out.
struct TextOptions: ParsableArguments {
    /// Lines that are worked on together.
    private static let batchCount = 1024
    /// Bytes of text that are worked on together, whatever the number of lines.
    private static let batchBytes = 4 << 20

    @Option(help: "The texts, UTF-8, one per line; lines end at LF only.")
    var texts: String

    @Option(help: "The file to write.")
    var out: String

    /// Hands out the token ids of all texts, batch by batch, in order.
    ///
    /// - Throws: `OperationError` naming the first line that is not UTF-8, and what `body` throws.
    func forEachBatch(
        _ tokenizer: Tokenizer, maximumTokens: Int, threads: ComputeThreads,
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
                results.enumerated().map { offset, result throws(OperationError) in
                    do { return try result.get() } catch {
                        if first == 1, let mistaken = MistakenFile(beginning: lines[0]) {
                            throw OperationError(.usage, "\(texts) \(mistaken)")
                        }
                        throw OperationError(.usage, "line \(first + offset) of \(texts): \(error)")
                    }
                })
        }
    }
}

/// A `.npy` file of float32 rows whose number is known only at the end.
///
/// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
struct EmbeddingFile {
    /// Room for the header of any shape; a multiple of 64, as the format asks for.
    private static let headerCount = 128

    private let file: OutputFile
    private let width: Int
    private var rows = 0

    /// Begins a file with rows of a width.
    ///
    /// - Throws: `OperationError`.
    init(_ path: String, width: Int) throws(OperationError) {
        file = try OutputFile(path)
        self.width = width
        try file.write(header)
    }

    /// Appends rows.
    ///
    /// - Throws: `OperationError`.
    mutating func append(_ matrix: Matrix) throws(OperationError) {
        precondition(matrix.columns == width, "all rows of a file have one width")
        rows += matrix.rows
        var bytes: [UInt8] = []
        bytes.reserveCapacity(matrix.values.count * 4)
        for value in matrix.values {
            let bits = value.bitPattern
            bytes.append(UInt8(truncatingIfNeeded: bits))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 24))
        }
        try file.write(bytes)
    }

    /// Puts the file in its place, its header with the number of rows.
    ///
    /// - Throws: `OperationError`.
    func finish() throws(OperationError) {
        try file.overwriteStart(header)
        try file.finish()
    }

    private var header: [UInt8] {
        let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(width)), }"
        let prefix: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
        let length = Self.headerCount - prefix.count - 2
        let padding = String(repeating: " ", count: length - text.utf8.count - 1)
        return prefix + [UInt8(length), 0] + Array((text + padding + "\n").utf8)
    }
}
