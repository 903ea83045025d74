import TransparencyLog
import Wire

/// Entries that were written together, with the checkpoint that covers them: the unit of a commit.
///
/// | bytes | field |
/// |---|---|
/// | 8 | magic `OLBUNDL1` |
/// | 8 | bundle number, from 0 |
/// | 8 | index of the first entry |
/// | 4 | number of entries, 1 or more |
/// | 32 | digest of the bundle before; of bundle 0, SHA-256 of the log's verifier key |
/// | 4 + n | payload: each entry after its length as u32 |
/// | 4 + m | signed note: the checkpoint of the log including these entries |
/// | 32 | digest: SHA-256 of everything before |
struct Bundle: Equatable, Sendable {
    static let magic = Array("OLBUNDL1".utf8)
    static let payloadLimit = 64 << 20
    /// From the bundle's start to the first entry's length.
    static let headerByteCount = 64
    static let noteLimit = SignedNote.maximumByteCount

    let number: UInt64
    let firstIndex: UInt64
    let previous: Digest
    let entries: [[UInt8]]
    let note: [UInt8]

    /// The digest that a verifier key starts the chain with.
    static func root(of key: VerifierKey) -> Digest {
        Digest.sha256(Array(key.description.utf8))
    }

    /// The bytes, and the digest that ends them.
    func encoded() -> (bytes: [UInt8], digest: Digest) {
        var payload = WireWriter()
        for entry in entries { payload.putBlob32(entry) }
        var writer = WireWriter(capacity: payload.bytes.count + note.count + 128)
        writer.put(raw: Self.magic)
        writer.put(number)
        writer.put(firstIndex)
        writer.put(UInt32(entries.count))
        writer.put(previous)
        writer.putBlob32(payload.bytes)
        writer.putBlob32(note)
        let digest = Digest.sha256(writer.bytes)
        writer.put(digest)
        return (writer.bytes, digest)
    }

    /// Reads the bundle that begins at `offset`; nil unless it is all there and its digest holds.
    static func read(
        from bytes: [UInt8], at offset: Int
    ) -> (bundle: Bundle, digest: Digest, end: Int)? {
        guard bytes.count - offset >= headerByteCount, bytes[offset..<offset + 8] == magic[...]
        else { return nil }
        let payloadCount = Int(u32(bytes, offset + 60))
        guard payloadCount <= payloadLimit,
            bytes.count - offset >= headerByteCount + payloadCount + 4
        else { return nil }
        let noteStart = offset + headerByteCount + payloadCount
        let noteCount = Int(u32(bytes, noteStart))
        guard noteCount <= noteLimit,
            bytes.count - noteStart >= 4 + noteCount + Digest.byteCount
        else { return nil }
        let end = noteStart + 4 + noteCount
        let digest = Digest.sha256(Array(bytes[offset..<end]))
        guard Digest(bytes[end..<end + Digest.byteCount]) == digest else { return nil }
        guard let bundle = try? Bundle(exactly: Array(bytes[offset..<end])) else { return nil }
        return (bundle, digest, end + Digest.byteCount)
    }

    private init(exactly bytes: [UInt8]) throws(WireError) {
        var reader = WireReader(bytes)
        _ = try reader.bytes(Self.magic.count)
        number = try reader.u64()
        firstIndex = try reader.u64()
        let count = try reader.u32()
        previous = try reader.digest()
        var payload = WireReader(try reader.blob32(limit: Self.payloadLimit))
        var entries: [[UInt8]] = []
        while payload.remaining > 0 {
            entries.append(try payload.blob32(limit: Int(UInt16.max)))
        }
        guard !entries.isEmpty, entries.count == Int(count) else {
            throw .invalid("A bundle holds as many entries as it says, and at least one.")
        }
        self.entries = entries
        note = try reader.blob32(limit: Self.noteLimit)
        try reader.finish()
    }

    init(
        number: UInt64, firstIndex: UInt64, previous: Digest, entries: [[UInt8]], note: [UInt8]
    ) {
        self.number = number
        self.firstIndex = firstIndex
        self.previous = previous
        self.entries = entries
        self.note = note
    }

    private static func u32(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
        bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
