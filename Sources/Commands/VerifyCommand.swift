internal import ArgumentParser
internal import FoundationEssentials
internal import LedgerStorage
internal import Machine
internal import ModelFactory
internal import Node
internal import TransparencyLog
internal import Verifier

/// `openledger verify FILE --key KEY`: what a receipt proves, offline.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check a receipt with nothing but its file and the log's public key.",
        discussion: """
            Says what was proved, what was refused and what a single file cannot show. Ends with 1 \
            when anything is refused. With --recompute the attribution is run again from a data \
            directory's public files, and the integers are compared.
            """)

    @Argument(help: "The receipt's file.")
    var file: String

    @Option(help: "The log's public key, or a file that holds it; see 'openledger log key'.")
    var key: String

    @Flag(help: "Run the attribution again; needs --data.")
    var recompute = false

    @Option(
        name: .customLong("data"),
        help: "The data directory whose files the attribution is run again from.")
    var dataPath: String?

    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard !recompute || dataPath != nil else {
            throw ValidationError("'--recompute' needs '--data DIR'.")
        }
    }

    func run() throws {
        let key = try KeyText.verifierKey(key)
        let bytes = try PosixFile.contents(of: file, limit: TLogProof.maximumByteCount)
        var report = ReceiptVerifier.verify(file: bytes, key: key)
        if recompute, let dataPath, report.isVerified {
            report = report.replacing(try recomputed(bytes, key: key, dataPath: dataPath))
        }
        output.show(report.json, report.lines)
        guard report.isVerified else {
            let checks = report.refusals.map(\.check.title).joined(separator: ", ")
            throw OperationError(.altered, "\(file) is refused by: \(checks)")
        }
    }

    private func recomputed(_ bytes: [UInt8], key: VerifierKey, dataPath: String) throws -> Finding
    {
        let directory = try DataOptions.directory(dataPath)
        guard try LedgerReader.verifierKey(in: directory) == key else {
            throw OperationError(
                .usage, "\(dataPath) is of another log than the receipt; give its own")
        }
        let settings = try ProcessSettings.current()
        let base = try BaseModel(path: model.folder(settings), trainable: false)
        return try Recomputation(
            dataDirectory: dataPath, base: base, threads: settings.makeThreads()
        ).finding(forReceipt: bytes)
    }
}

/// A log's public key as a person gives it: the key itself, or a file that holds it.
enum KeyText {
    /// The key.
    ///
    /// - Throws: `OperationError` when it is neither.
    static func verifierKey(_ text: String) throws(OperationError) -> VerifierKey {
        if let key = VerifierKey(text) { return key }
        guard FileManager.default.fileExists(atPath: text) else {
            throw OperationError(
                .usage,
                "'\(text)' is neither a key nor a file with one; a key is what 'openledger log "
                    + "key' prints")
        }
        var bytes = try PosixFile.contents(of: text, limit: 1024)
        if bytes.last == 0x0A { bytes.removeLast() }
        guard let key = VerifierKey(String(decoding: bytes, as: UTF8.self)) else {
            throw OperationError(.usage, "\(text) does not hold a log's key alone on one line")
        }
        return key
    }
}
