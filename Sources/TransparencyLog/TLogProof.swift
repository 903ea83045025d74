public import Wire

/// An entry's place in a log as one text file that is checked offline (c2sp.org/tlog-proof@v1).
///
/// Reading is strict: what was read, written again, is the same bytes.
public struct TLogProof: Hashable, Sendable {
    /// The longest extra data in bytes: the longest entry that fits a tile.
    public static let maximumExtraByteCount = Tile.maximumEntryByteCount
    /// The longest file in bytes.
    public static let maximumByteCount = 100 * 1024 + SignedNote.maximumByteCount

    /// Data that nothing in the format authenticates; nil or at least one byte.
    ///
    /// A receipt puts the entry here, and its verifier hashes it.
    public let extra: [UInt8]?
    /// The entry's index, from 0.
    public let index: UInt64
    /// The siblings from the leaf up to the root's child.
    public let path: [Digest]
    /// The signed checkpoint, verbatim.
    public let checkpoint: SignedNote

    /// Puts a proof together.
    ///
    /// - Throws: ``TLogProofError`` when ``init(parsing:)`` would refuse the result.
    public init(
        extra: [UInt8]?, index: UInt64, path: [Digest], checkpoint: SignedNote
    ) throws(TLogProofError) {
        if let extra {
            guard !extra.isEmpty else { throw .badExtra }
            guard extra.count <= Self.maximumExtraByteCount else { throw .extraTooLong }
        }
        guard path.count <= MerkleProof.maximumPathLength else { throw .pathTooLong }
        self.extra = extra
        self.index = index
        self.path = path
        self.checkpoint = checkpoint
    }

    /// Reads a proof.
    ///
    /// - Throws: ``TLogProofError``.
    public init(parsing bytes: [UInt8]) throws(TLogProofError) {
        guard bytes.count <= Self.maximumByteCount else { throw .tooLong }
        guard
            let separator = bytes.indices.dropLast().first(where: {
                bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A
            })
        else { throw .noCheckpoint }
        var lines = bytes[..<separator].split(separator: 0x0A, omittingEmptySubsequences: false)[
            ...]
        guard let header = lines.popFirst(), header.elementsEqual(Self.header) else {
            throw .badHeader
        }
        var extra: [UInt8]?
        if let line = lines.first, line.starts(with: Self.extraMarker) {
            lines.removeFirst()
            let text = line.dropFirst(Self.extraMarker.count)
            guard text.count <= (Self.maximumExtraByteCount + 2) / 3 * 4 else {
                throw .extraTooLong
            }
            guard let decoded = Self.base64(text) else { throw .badExtra }
            extra = decoded
        }
        guard let line = lines.popFirst(), line.starts(with: Self.indexMarker),
            let index = DecimalText.parse(line.dropFirst(Self.indexMarker.count))
        else { throw .badIndex }
        guard lines.count <= MerkleProof.maximumPathLength else { throw .pathTooLong }
        var path: [Digest] = []
        for line in lines {
            guard let hash = Self.base64(line).flatMap({ Digest($0) }) else { throw .badPath }
            path.append(hash)
        }
        let checkpoint: SignedNote
        do {
            checkpoint = try SignedNote(parsing: Array(bytes[(separator + 2)...]))
        } catch {
            throw .badCheckpoint(error)
        }
        try self.init(extra: extra, index: index, path: path, checkpoint: checkpoint)
        guard self.bytes == bytes else { throw .notCanonical }
    }

    /// The file.
    public var bytes: [UInt8] {
        var bytes = Self.header + [0x0A]
        if let extra {
            bytes += Self.extraMarker
            bytes += Array("\(Base64.encode(extra))\n".utf8)
        }
        bytes += Self.indexMarker + Array("\(index)\n".utf8)
        for hash in path { bytes += Array("\(Base64.encode(hash.bytes))\n".utf8) }
        return bytes + [0x0A] + checkpoint.bytes
    }

    private static let header = Array("c2sp.org/tlog-proof@v1".utf8)
    private static let extraMarker = Array("extra ".utf8)
    private static let indexMarker = Array("index ".utf8)

    private static func base64(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        Base64.decode(String(decoding: text, as: UTF8.self))
    }
}

/// Why a file is no `tlog-proof@v1`.
public enum TLogProofError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file is longer than ``TLogProof/maximumByteCount``.
    case tooLong
    /// The first line is another.
    case badHeader
    /// The extra line is empty or no strict base64.
    case badExtra
    /// The extra data is longer than ``TLogProof/maximumExtraByteCount``.
    case extraTooLong
    /// The index line is missing or no decimal number without leading zeroes below 2^64.
    case badIndex
    /// A line of the inclusion proof is not 32 bytes in strict base64.
    case badPath
    /// There are more proof lines than any tree has levels.
    case pathTooLong
    /// No empty line and checkpoint follow.
    case noCheckpoint
    /// What follows is no signed note.
    case badCheckpoint(NoteError)
    /// Written again, the proof is not the same bytes.
    case notCanonical

    /// One sentence.
    public var description: String {
        switch self {
        case .tooLong: "The file is longer than \(TLogProof.maximumByteCount) bytes."
        case .badHeader: "The first line is not c2sp.org/tlog-proof@v1."
        case .badExtra: "The extra line is not strict base64 of at least one byte."
        case .extraTooLong:
            "The extra data is longer than \(TLogProof.maximumExtraByteCount) bytes."
        case .badIndex: "The index line is not a decimal number without leading zeroes."
        case .badPath: "A proof line is not 32 bytes in strict base64."
        case .pathTooLong: "There are more proof lines than any tree has levels."
        case .noCheckpoint: "The file ends before its checkpoint."
        case .badCheckpoint(let error): error.description
        case .notCanonical: "The file is not written in the one way its contents are written."
        }
    }
}
