import Identity
public import TransparencyLog
import Wire

/// Checks a whole log from exported bytes: a checkpoint, the bundles of entries, and the tiles.
///
/// The tree is built again from the entries, every entry is checked against all before it, and the
/// balances are added up by code that shares nothing with the ledger's.
public struct LogAudit: Sendable {
    /// What was found.
    public let report: VerificationReport
    /// What each account has, by address; empty when the entries could not be read.
    public let balances: [AuditedBalance]
    /// The verdicts over contributors whose items the log opens.
    public let verdicts: [LoggedVerdict]

    /// How many faults are named in full.
    private static let namedFaultCount = 10

    /// Audits a log whose bundles are the published ones.
    ///
    /// - Parameters:
    ///   - checkpoint: the bytes of the signed checkpoint.
    ///   - key: the log's public key.
    ///   - read: the bytes of a tile or bundle, nil when the export does not have it.
    public init(checkpoint: [UInt8], key: VerifierKey, read: @escaping (Tile) -> [UInt8]?) {
        self.init(LogExport(checkpoint: checkpoint, read: read), key: key)
    }

    /// Audits a log.
    ///
    /// - Parameters:
    ///   - export: the log.
    ///   - key: the log's public key.
    public init(_ export: LogExport, key: VerifierKey) {
        var draft = ReportDraft(key: key)
        guard let head = Self.head(export.checkpoint, in: &draft) else {
            report = draft.report(subject: "A log without a readable checkpoint")
            balances = []
            verdicts = []
            return
        }
        draft.state("log", .string(head.origin))
        draft.state("entries", .count(head.size))
        var reading = LogReading(key: key)
        if let missing = reading.read(size: head.size, from: export.entries) {
            draft.refuse(.root, missing)
        } else if reading.tree.root() == head.root {
            draft.prove(
                .root, "The \(head.size) entries give the root that was signed, \(head.root).")
        } else {
            draft.refuse(
                .root, "The entries give the root \(reading.tree.root()), not the signed one.")
        }
        let published = Self.published(export, key: key, newest: head, reading.tree, in: &draft)
        Self.compareTiles(
            reading.tree, size: head.size, published: published, export, in: &draft)
        Self.conclude(reading, in: &draft)
        draft.leave(
            .weights,
            "Whether the weights are what the attribution gives: verify receipts with --recompute.")
        draft.leave(
            .witnesses,
            "Whether other people were shown the same log: 'openledger log compare' with theirs.")
        report = draft.report(subject: "The log \(head.origin) with its \(head.size) entries")
        balances = reading.state.balances.values.sorted { $0.account < $1.account }
        verdicts = reading.state.training.verdicts
    }

    /// The size of the checkpoint whose tiles should be there, after a look at whether it is of the
    /// same history as the newest.
    private static func published(
        _ export: LogExport, key: VerifierKey, newest: Checkpoint, _ tree: MerkleTree,
        in draft: inout ReportDraft
    ) -> UInt64 {
        guard let bytes = export.published else { return newest.size }
        do {
            let note = try SignedNote(parsing: bytes)
            let checkpoint = try Checkpoint(noteText: note.text)
            try note.verify(by: key)
            draft.state("published", .count(checkpoint.size))
            guard checkpoint.origin == key.name, checkpoint.size <= newest.size,
                try tree.root(atSize: checkpoint.size) == checkpoint.root
            else {
                draft.refuse(
                    .root,
                    "The published checkpoint of \(checkpoint.size) entries is of another "
                        + "history.")
                return newest.size
            }
            return checkpoint.size
        } catch {
            draft.refuse(.checkpointSignature, "The published checkpoint: \(error)")
            return newest.size
        }
    }

    private static func head(_ bytes: [UInt8], in draft: inout ReportDraft) -> Checkpoint? {
        do {
            let note = try SignedNote(parsing: bytes)
            let checkpoint = try Checkpoint(noteText: note.text)
            try note.verify(by: draft.key)
            draft.prove(.checkpointSignature, "The key \(draft.key) signed this size and root.")
            guard checkpoint.origin == draft.key.name else {
                draft.refuse(.origin, "The checkpoint is of \(checkpoint.origin).")
                return nil
            }
            draft.prove(
                .origin, "The checkpoint is of the log \(checkpoint.origin), the key's own.")
            return checkpoint
        } catch {
            draft.refuse(.checkpointSignature, "\(error)")
            return nil
        }
    }

    /// Holds the exported tiles against those that the entries give, and says what lies behind the
    /// checkpoint.
    private static func compareTiles(
        _ tree: MerkleTree, size: UInt64, published: UInt64, _ export: LogExport,
        in draft: inout ReportDraft
    ) {
        guard tree.size == size else {
            draft.leave(.tiles, "Not all entries could be read.")
            return
        }
        let beyond = EntriesBeyond(tree, in: export)
        var comparison = TileComparison(tree, beyond: beyond.tree, export)
        if let fault = beyond.fault ?? comparison.fault(publishedSize: published) {
            draft.refuse(.tiles, fault)
        } else if comparison.absent == 0 {
            draft.prove(
                .tiles,
                "Every hash tile, \(comparison.equal) in number, holds what the entries give.")
        } else {
            draft.leave(
                .tiles,
                "\(comparison.equal) hash tiles hold what the entries give; \(comparison.absent) "
                    + "are absent.")
        }
        state(beyond, size: size, export, in: &draft)
    }

    /// Says how far was read, where more is there.
    private static func state(
        _ beyond: EntriesBeyond, size: UInt64, _ export: LogExport, in draft: inout ReportDraft
    ) {
        draft.state("beyond", .count(beyond.count))
        draft.state("answersBeyond", .count(beyond.answerCount))
        var sentences = export.unread.map { [$0] } ?? []
        if beyond.count > 0 {
            sentences.insert(
                "Read up to the checkpoint of \(size) entries. \(beyond.count) more are there, "
                    + "\(beyond.answerCount) of them answers, which no checkpoint here covers: "
                    + "they were not audited.", at: 0)
        }
        guard !sentences.isEmpty else { return }
        let text = sentences.joined(separator: " ")
        draft.leave(.reach, text)
        draft.note(text)
    }

    private static func conclude(_ reading: LogReading, in draft: inout ReportDraft) {
        let state = reading.state
        let counts = EntryKind.allCases.compactMap { kind in
            state.counts[kind].map { (kind.name, $0) }
        }
        draft.state("counts", .object(counts.map { ($0.0, .count($0.1)) }))
        draft.state("deposited", .string(String(state.deposited)))
        draft.state("burned", .string(String(state.burned)))
        if reading.faults.isEmpty {
            let list = counts.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
            draft.prove(.rules, "Every entry follows the rules given those before it: \(list).")
        } else {
            for fault in reading.faults.prefix(namedFaultCount) {
                draft.refuse(.rules, "Entry \(fault.index): \(fault.fault)")
            }
            let more = reading.faults.count - namedFaultCount
            if more > 0 { draft.refuse(.rules, "\(more) more entries break rules.") }
        }
        let pools = state.pools.values.reduce(UInt128(0)) { $0 + UInt128($1) }
        if state.holdings == UInt128(state.deposited) {
            draft.prove(
                .conservation,
                "Deposits of \(state.deposited) nano-OPEN are what \(state.balances.count) "
                    + "accounts hold, \(pools) in pools and \(state.burned) burned; no balance "
                    + "was overspent.")
        } else {
            draft.refuse(
                .conservation,
                "Deposits of \(state.deposited) nano-OPEN became \(state.holdings).")
        }
    }
}

/// The entries of an exported log, read once: into the tree and into the state.
struct LogReading {
    private(set) var tree = MerkleTree()
    private(set) var state: AuditedLog
    /// The entries that break rules.
    ///
    /// Each is left out of the state, so later faults may follow from the first.
    private(set) var faults: [(index: UInt64, fault: AuditFault)] = []

    init(key: VerifierKey) { state = AuditedLog(log: key) }

    /// Reads all bundles; returns what is missing or malformed, if anything is.
    mutating func read(size: UInt64, from read: (Tile) -> [UInt8]?) -> String? {
        while tree.size < size {
            let width = Int(min(size - tree.size, UInt64(Tile.fullWidth)))
            let index = tree.size / UInt64(Tile.fullWidth)
            guard let tile = Tile(.entries, index: index, width: width) else {
                return "The log is larger than tiles can name."
            }
            guard let bytes = tile.bytes(from: read) else { return "\(tile) is absent." }
            let entries: [[UInt8]]
            do {
                entries = try Tile.entries(inBundle: bytes, count: tile.width)
            } catch {
                return "\(tile): \(error)"
            }
            for entry in entries {
                let index = tree.append(MerkleHash.leaf(entry))
                do {
                    try state.apply(entry, at: index)
                } catch {
                    faults.append((index, error))
                }
            }
        }
        return nil
    }
}
