internal import ArgumentParser
internal import FoundationEssentials
internal import LedgerStorage
internal import Machine
internal import ModelFactory
internal import Node
internal import TransparencyLog
internal import Verifier
internal import Wire

/// `openledger verify FILE --key KEY`: what a receipt proves, offline.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check a receipt with nothing but its file and the log's public key.",
        discussion: """
            Says what was proved, what was refused and what a single file cannot show. Ends with 1 \
            when anything is refused. With --recompute the attribution is run again from a data \
            directory's public files, and the integers are compared, that of the model's own \
            confidence among them; when the attribution could not be run, the end is 1, too. A \
            proof that 'openledger log compare' wrote is checked in the same way.
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
        let bytes = try PosixFile.contents(of: file, limit: ForkProof.maximumByteCount)
        if let proof = try? ForkProof(parsing: bytes) { return try show(proof, key) }
        var report = ReceiptVerifier.verify(file: bytes, key: key)
        if recompute, let dataPath, report.isVerified {
            for finding in try recomputed(bytes, key: key, dataPath: dataPath) {
                report = report.replacing(finding)
            }
        }
        output.show(report.json, report.lines)
        guard report.isVerified else {
            let checks = report.refusals.map(\.check.title).joined(separator: ", ")
            throw OperationError(.altered, "\(file) is refused by: \(checks)")
        }
        if recompute, case .notChecked(let reason) = report.outcome(of: .weights) {
            throw OperationError(.notFound, "\(file) was not recomputed: \(reason)")
        }
    }

    /// Shows what a proof of two histories proves.
    private func show(_ proof: ForkProof, _ key: VerifierKey) throws {
        do { try proof.verify(by: key) } catch {
            throw OperationError(.altered, "\(file) proves nothing against \(key): \(error)")
        }
        let sizes = try [proof.older, proof.newer].map { try Checkpoint(noteText: $0.text).size }
        output.show(
            .object([
                ("verified", .bool(true)), ("log", .string(key.name)),
                ("subject", .string("A proof of two histories")),
                ("sizes", .array(sizes.map(JSONValue.count))),
            ]),
            [
                "A proof of two histories of the log \(key.name)",
                "  proved: the key \(key) signed a checkpoint of \(sizes[0]) entries and one of "
                    + "\(sizes[1]), and no log is behind both.",
            ])
    }

    private func recomputed(
        _ bytes: [UInt8], key: VerifierKey, dataPath: String
    ) throws -> [Finding] {
        let directory = try DataOptions.directory(dataPath)
        guard try LedgerReader.verifierKey(in: directory) == key else {
            throw OperationError(
                .usage, "\(dataPath) is of another log than the receipt; give its own")
        }
        let settings = try ProcessSettings.current()
        let base = try BaseModel(path: model.folder(settings), trainable: false)
        let recomputation = try Recomputation(
            dataDirectory: dataPath, base: base, threads: settings.makeThreads())
        let repeated = try recomputation.repeated(receipt: bytes)
        return repeated.findings
            + (try recomputation.grade(ofReceipt: bytes).map { [$0] } ?? [])
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
