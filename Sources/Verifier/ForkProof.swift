public import TransparencyLog
public import Wire

/// What shows that a log's key signed two histories: two checkpoints, and the hashes by which the
/// newer one's history had another root at the older one's size.
///
/// It needs nothing but the log's public key to be checked:
///
/// ```
/// openledger/fork-proof@v1
/// root <root of the newer history at the older size, in base64>
/// <hash in base64>                       the consistency proof from there to the newer root
/// …
/// older <number of bytes>
/// <the older checkpoint, a signed note>
/// newer <number of bytes>
/// <the newer checkpoint, a signed note>
/// ```
public struct ForkProof: Hashable, Sendable {
    /// The longest file in bytes.
    public static let maximumByteCount = 4_096 + 2 * SignedNote.maximumByteCount

    /// The checkpoint of fewer entries, or of as many.
    public let older: SignedNote
    /// The checkpoint of more entries, or of as many.
    public let newer: SignedNote
    /// The root that the newer one's history had at the older one's size.
    public let root: Digest
    /// The hashes that lead from that root to the newer one's.
    public let path: [Digest]

    /// Puts a proof together; ``verify(by:)`` says whether it is one.
    public init(older: SignedNote, newer: SignedNote, root: Digest, path: [Digest]) {
        self.older = older
        self.newer = newer
        self.root = root
        self.path = path
    }

    /// Checks the proof.
    ///
    /// - Throws: ``ForkProofError`` when it does not show that the key signed two histories.
    public func verify(by key: VerifierKey) throws(ForkProofError) {
        let (older, newer) = (
            try Self.checkpoint(older, key), try Self.checkpoint(newer, key)
        )
        do {
            try MerkleProof.verifyConsistency(
                from: older.size, oldRoot: root, to: newer.size, newRoot: newer.root, path: path)
        } catch {
            throw .path(error)
        }
        guard root != older.root, older.size > 0 else { throw .oneHistory }
    }

    private static func checkpoint(
        _ note: SignedNote, _ key: VerifierKey
    ) throws(ForkProofError) -> Checkpoint {
        do { try note.verify(by: key) } catch { throw .signature(error) }
        guard let checkpoint = try? Checkpoint(noteText: note.text), checkpoint.origin == key.name
        else { throw .form }
        return checkpoint
    }

    /// The file.
    public var bytes: [UInt8] {
        let lines =
            [Self.header, "root " + Base64.encode(root.bytes)]
            + path.map { Base64.encode($0.bytes) }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
            + Array("older \(older.bytes.count)\n".utf8) + older.bytes
            + Array("newer \(newer.bytes.count)\n".utf8) + newer.bytes
    }

    /// Reads a file.
    ///
    /// - Throws: ``ForkProofError/form``.
    public init(parsing bytes: [UInt8]) throws(ForkProofError) {
        guard bytes.count <= Self.maximumByteCount else { throw .form }
        var rest = bytes[...]
        guard Self.line(&rest) == Self.header,
            let root = Self.digest(after: "root ", Self.line(&rest))
        else { throw .form }
        var path: [Digest] = []
        var older: SignedNote?
        while older == nil {
            guard let line = Self.line(&rest), path.count <= MerkleProof.maximumPathLength else {
                throw .form
            }
            if line.hasPrefix("older ") {
                older = Self.note(after: "older ", line, &rest)
                guard older != nil else { throw .form }
            } else {
                guard let hash = Self.digest(after: "", line) else { throw .form }
                path.append(hash)
            }
        }
        guard let older, let line = Self.line(&rest),
            let newer = Self.note(after: "newer ", line, &rest)
        else { throw .form }
        self.init(older: older, newer: newer, root: root, path: path)
        guard self.bytes == bytes else { throw .form }
    }

    private static let header = "openledger/fork-proof@v1"

    private static func line(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard let end = rest.firstIndex(of: 0x0A) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return String(decoding: rest[..<end], as: UTF8.self)
    }

    private static func digest(after word: String, _ line: String?) -> Digest? {
        guard let line, line.hasPrefix(word) else { return nil }
        return Base64.decode(String(line.dropFirst(word.count))).flatMap { Digest($0) }
    }

    private static func note(
        after word: String, _ line: String, _ rest: inout ArraySlice<UInt8>
    ) -> SignedNote? {
        guard line.hasPrefix(word),
            let count = DecimalText.parse(line.dropFirst(word.count).utf8),
            count <= UInt64(rest.count)
        else { return nil }
        defer { rest = rest.dropFirst(Int(count)) }
        return try? SignedNote(parsing: Array(rest.prefix(Int(count))))
    }
}

/// Why a file does not show that a key signed two histories.
public enum ForkProofError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is not written as a fork proof is, or a checkpoint in it is of another log.
    case form
    /// A checkpoint is not signed by the key.
    case signature(NoteError)
    /// The hashes do not lead to the newer checkpoint's root.
    case path(ProofError)
    /// Both checkpoints are of one history.
    case oneHistory

    /// One sentence.
    public var description: String {
        switch self {
        case .form: "The file is no fork proof of this log."
        case .signature(let error): error.description
        case .path(let error): "The hashes prove nothing of the newer checkpoint: \(error)"
        case .oneHistory: "Both checkpoints are of one history."
        }
    }
}
