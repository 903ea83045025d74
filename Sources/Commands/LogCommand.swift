internal import ArgumentParser
internal import Datanets
internal import Ledger
internal import LedgerStorage
internal import Machine
internal import ModelFactory
internal import TransparencyLog
internal import Verifier
internal import Wire

/// `openledger log …`: the transparency log of a data directory.
struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "The log's key, checkpoint and proofs, and its audit.",
        subcommands: [
            LogKeyCommand.self, LogCheckpoint.self, LogProve.self, LogAuditCommand.self,
            LogCompare.self,
        ])
}

/// `openledger log key --data DIR`.
struct LogKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Print the log's public key, a C2SP verifier key.")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        guard let key = try LedgerReader.verifierKey(in: data.directory()) else {
            throw OperationError(
                .notFound, "\(data.path) holds no log yet; its first writer makes one")
        }
        output.show(.object([("key", .string("\(key)")), ("log", .string(key.name))]), ["\(key)"])
    }
}

/// `openledger log checkpoint --data DIR`.
struct LogCheckpoint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint", abstract: "Print the log's last signed checkpoint.")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let reader = try data.reader()
        guard let note = reader.checkpoint else {
            throw OperationError(.notFound, "the log in \(data.path) has no entry yet")
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

/// `openledger log prove …`: Merkle proofs against the last checkpoint.
struct LogProve: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove", abstract: "Print a Merkle proof (RFC 6962), hashes in base64.",
        subcommands: [Inclusion.self, Consistency.self])

    /// `openledger log prove inclusion INDEX --data DIR`.
    struct Inclusion: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prove that an entry is in the log.")

        @Argument(help: "The entry's index.")
        var index: EntryIndex

        @OptionGroup var data: DataOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let receipt = try data.reader().receipt(at: index.value)
            let checkpoint = try Checkpoint(noteText: receipt.proof.checkpoint.text)
            let path = receipt.proof.path.map { Base64.encode($0.bytes) }
            let leaf = Base64.encode(MerkleTree.leafHash(receipt.entry.encoded).bytes)
            let root = Base64.encode(checkpoint.root.bytes)
            output.show(
                .object([
                    ("index", .count(index.value)), ("size", .count(checkpoint.size)),
                    ("leaf", .string(leaf)), ("root", .string(root)),
                    ("path", .array(path.map { .string($0) })),
                ]),
                [
                    "index \(index.value)", "size \(checkpoint.size)", "leaf \(leaf)",
                    "root \(root)",
                ] + path)
        }
    }

    /// `openledger log prove consistency OLD [NEW] --data DIR`.
    struct Consistency: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prove that an earlier log is the beginning of this one.")

        @Argument(help: "The earlier number of entries.")
        var old: EntryIndex

        @Argument(help: "The later number of entries. (default: all)")
        var new: EntryIndex?

        @OptionGroup var data: DataOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let reader = try data.reader()
            let size = new?.value ?? reader.size
            let path = try reader.consistencyProof(from: old.value, to: size).map {
                Base64.encode($0.bytes)
            }
            output.show(
                .object([
                    ("from", .count(old.value)), ("to", .count(size)),
                    ("path", .array(path.map { .string($0) })),
                ]),
                ["from \(old.value)", "to \(size)"] + path)
        }
    }
}

/// `openledger log audit DIR`: the whole log from its published files.
struct LogAuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Check every entry, hash and balance of a log from its published files.",
        discussion: """
            DIR is a data directory, or a copy of its folder 'log' (C2SP checkpoint and tiles). \
            The tree is built again and the balances are added up by code that shares nothing with \
            the ledger's. A data directory is audited up to the newest checkpoint in its segments; \
            a copy without segments up to its checkpoint. Every tile that is there is compared. \
            What lies beyond, as it may beside a running node, is counted and named, and is no \
            reason to refuse: ends with 1 only when something is refused or cannot be read.
            """)

    @Argument(help: "A data directory, or a copy of its folder 'log'.")
    var directory: String

    @Option(help: "The log's public key, or a file that holds it. (default: the folder's own)")
    var key: String?

    @OptionGroup var output: OutputOptions

    func run() throws {
        let log = try LogFolder(directory)
        let verifierKey = try log.key(key)
        let audit = LogAudit(try log.export(key: verifierKey), key: verifierKey)
        // Items and rows lie beside the log; a copy of the log alone has none.
        let verdicts = VerdictAudit(
            audit.verdicts,
            items: { root in
                try? PosixFile.contents(
                    of: "\(directory)/\(EvaluationItems.path(root: root))",
                    limit: FileLimit.records)
            }, datanets: audit.verdicts.isEmpty ? [] : Self.rows(in: directory))
        let report = audit.report.replacing(verdicts.finding)
        if let failure = log.failure { throw failure }
        output.show(report.json, report.lines)
        guard report.isVerified else {
            let checks = report.refusals.map(\.check.title).joined(separator: ", ")
            throw OperationError(.altered, "the log in \(directory) is refused by: \(checks)")
        }
    }

    /// The rows of every Datanet of a directory, as the verifier takes them.
    private static func rows(in directory: String) -> [[VerdictAudit.Row]] {
        let datanets = (try? DatanetFiles.all(inDataDirectory: directory)) ?? []
        return datanets.compactMap { files in
            (try? files.read())?.acceptedRows.map {
                VerdictAudit.Row(text: $0.row.text, label: $0.row.label, salt: $0.salted.salt)
            }
        }
    }
}
