internal import ArgumentParser
internal import FoundationEssentials
internal import Machine
internal import TransparencyLog
internal import Verifier
internal import Wire

/// `openledger log compare A B --key KEY`: whether two people were shown one log.
struct LogCompare: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare two views of a log; write a proof where their histories differ.",
        discussion: """
            A and B are each a file with a checkpoint or a receipt, a data directory, a copy of \
            its folder 'log', a node's address (http://HOST:PORT), or the address of a checkpoint. \
            Ends with 0 when the shorter history is the beginning of the longer, and with 1 when \
            the log's key signed two, or when that cannot be told. A proof needs nothing but the \
            log's key: 'openledger verify PROOF --key KEY' checks it.
            """)

    @Argument(help: "One view of the log.")
    var first: String

    @Argument(help: "The other.")
    var second: String

    @Option(help: "The log's public key, or a file that holds it; see 'openledger log key'.")
    var key: String

    @Option(help: "The file for a proof. (default: fork-SIZE-SIZE.proof)")
    var out: String?

    @OptionGroup var output: OutputOptions

    func run() throws {
        let key = try KeyText.verifierKey(key)
        let views = try [first, second].map { try LogView($0, key: key) }
        let (older, newer) =
            views[0].checkpoint.size <= views[1].checkpoint.size
            ? (views[0], views[1]) : (views[1], views[0])
        let members: [(String, JSONValue)] = [
            ("log", .string(key.name)), ("older", older.json), ("newer", newer.json),
        ]
        guard let proof = try newer.fork(from: older, key: key) else {
            output.show(
                .object([("same", .bool(true))] + members + [("proof", .null)]),
                [
                    "One history: the \(older.checkpoint.size) entries of \(older.name) are the "
                        + "first of the \(newer.checkpoint.size) of \(newer.name)."
                ])
            return
        }
        let file = out ?? "fork-\(older.checkpoint.size)-\(newer.checkpoint.size).proof"
        try OutputFile.write(proof.bytes, to: file)
        let shared = try older.sharedSize(with: newer)
        output.show(
            .object(
                [("same", .bool(false))] + members + [
                    ("proof", .string(file)), ("shared", shared.map(JSONValue.count) ?? .null),
                ]),
            [
                "Two histories: \(key) signed both.",
                "  \(older.name): \(older.checkpoint.size) entries, root "
                    + Base64.encode(older.checkpoint.root.bytes),
                "  \(newer.name): \(newer.checkpoint.size) entries, whose first "
                    + "\(older.checkpoint.size) have the root " + Base64.encode(proof.root.bytes),
            ]
                + (shared.map { ["  The first \($0) entries are the same; entry \($0) is not."] }
                    ?? [])
                + ["The proof is in \(file)."])
        throw OperationError(
            .altered,
            "\(first) and \(second) are two histories of one log; the proof is in \(file)")
    }
}

/// What somebody was shown of a log: a signed checkpoint, and the tree that it is of where that is
/// at hand.
struct LogView {
    /// As the person named it.
    let name: String
    let note: SignedNote
    let checkpoint: Checkpoint
    private let tree: TiledTree?

    /// Finds out what an argument names, and checks the checkpoint's signature.
    ///
    /// - Throws: `OperationError` when there is no checkpoint, or not one that the key signed.
    init(_ argument: String, key: VerifierKey) throws {
        let (bytes, tile) = try LogViewSource(argument).newest(key: key)
        name = argument
        do {
            note = try SignedNote(parsing: bytes)
            try note.verify(by: key)
            checkpoint = try Checkpoint(noteText: note.text)
        } catch {
            throw OperationError(
                .altered, "\(argument) gives no checkpoint that the log's key signed: \(error)")
        }
        guard checkpoint.origin == key.name else {
            throw OperationError(.altered, "\(argument) is of the log \(checkpoint.origin)")
        }
        let size = checkpoint.size
        tree = tile.map { TiledTree(size: size, read: $0) }
        guard let tree else { return }
        let root: Digest
        do { root = try tree.root(atSize: size) } catch let error as TileError {
            throw OperationError(.altered, "the tiles of \(argument) are of no use: \(error)")
        }
        guard root == checkpoint.root else {
            throw OperationError(
                .altered, "the tiles of \(argument) do not give the root that it signed")
        }
    }

    var json: JSONValue {
        .object([
            ("source", .string(name)), ("size", .count(checkpoint.size)),
            ("root", .string(Base64.encode(checkpoint.root.bytes))),
        ])
    }

    /// A proof that an older view is of another history; nil when it is the beginning of this one.
    ///
    /// - Throws: `OperationError` when neither follows from what is at hand.
    func fork(from older: LogView, key: VerifierKey) throws -> ForkProof? {
        let size = older.checkpoint.size
        guard size > 0 else { return nil }
        var root = checkpoint.root
        var path: [Digest] = []
        if size < checkpoint.size {
            guard let tree else {
                throw OperationError(
                    .notFound,
                    "\(name) is a checkpoint of \(checkpoint.size) entries and \(older.name) has "
                        + "\(size): whether they are the first of them is known only with the "
                        + "tiles of the longer log. Give its directory or its node. A node that "
                        + "lacks what it signed before was put back to an older copy.")
            }
            root = try tree.root(atSize: size)
            path = try tree.consistencyProof(from: size, to: checkpoint.size)
        }
        guard root != older.checkpoint.root else { return nil }
        let proof = ForkProof(older: older.note, newer: note, root: root, path: path)
        try proof.verify(by: key)
        return proof
    }

    /// How many entries from the beginning on are the same; nil when that cannot be told.
    func sharedSize(with other: LogView) throws -> UInt64? {
        guard let tree, let theirs = other.tree else { return nil }
        // Roots are equal up to the first entry that differs, and never after it.
        var (same, different) = (UInt64(0), min(checkpoint.size, other.checkpoint.size))
        while different - same > 1 {
            let middle = same + (different - same) / 2
            if try tree.root(atSize: middle) == theirs.root(atSize: middle) {
                same = middle
            } else {
                different = middle
            }
        }
        return same
    }
}

/// Where a checkpoint comes from: a file, a folder or an address.
struct LogViewSource {
    private let argument: String

    /// Names a source; nothing is read.
    init(_ argument: String) {
        self.argument = argument
    }

    /// The newest checkpoint, and how to read its tiles where they are at hand.
    ///
    /// - Throws: `OperationError`.
    func newest(
        key: VerifierKey
    ) throws -> (note: [UInt8], tile: ((Tile) throws -> [UInt8]?)?) {
        if argument.hasPrefix("http://") || argument.hasPrefix("https://") { return try fetched() }
        if FileManager.default.fileExists(atPath: argument + "/.") {
            return try LogFolder(argument).newest(key: key)
        }
        return (try Self.note(try PosixFile.contents(of: argument, limit: Self.fileLimit)), nil)
    }

    /// The checkpoint at an address.
    ///
    /// - Throws: `OperationError`.
    func fetchedNote() throws -> [UInt8] { try fetched().note }

    private static let fileLimit = TLogProof.maximumByteCount

    /// A receipt holds a checkpoint, too.
    private static func note(_ bytes: [UInt8]) throws -> [UInt8] {
        (try? TLogProof(parsing: bytes))?.checkpoint.bytes ?? bytes
    }

    private func fetched() throws -> (note: [UInt8], tile: ((Tile) throws -> [UInt8]?)?) {
        guard !argument.hasPrefix("https://") else {
            throw OperationError(
                .usage,
                "TLS is not spoken here: fetch the checkpoint with 'curl \(argument) > FILE', and "
                    + "give the file")
        }
        let base = argument.hasSuffix("/") ? String(argument.dropLast()) : argument
        if base.hasSuffix("/checkpoint") {
            return try log(String(base.dropLast("/checkpoint".count)))
        }
        for place in [base + "/log", base] {
            if let bytes = try HTTPFetch.get(
                place + "/checkpoint", limit: SignedNote.maximumByteCount)
            {
                return (bytes, Self.tiles(place))
            }
        }
        guard let bytes = try HTTPFetch.get(argument, limit: Self.fileLimit) else {
            throw OperationError(.notFound, "there is no log and no checkpoint at \(argument)")
        }
        return (try Self.note(bytes), nil)
    }

    private func log(
        _ place: String
    ) throws -> (note: [UInt8], tile: ((Tile) throws -> [UInt8]?)?) {
        guard
            let bytes = try HTTPFetch.get(
                place + "/checkpoint", limit: SignedNote.maximumByteCount)
        else { throw OperationError(.notFound, "there is no checkpoint at \(argument)") }
        return (bytes, Self.tiles(place))
    }

    private static func tiles(_ place: String) -> (Tile) throws -> [UInt8]? {
        { try HTTPFetch.get("\(place)/\($0.path)", limit: Tile.byteLimit) }
    }
}
