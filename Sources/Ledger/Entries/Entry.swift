import Wire

/// One entry of the log: when, and what.
///
/// The bytes are defined in docs/formats/ledger-entry.md. Each accepted byte string has exactly one
/// decoded form and each entry exactly one encoding.
public struct Entry: Equatable, Sendable {
    /// The most bytes that an entry may have (C2SP tlog-tiles, entry bundles).
    public static let byteLimit = 65_535
    /// The version that stands in the first byte.
    public static let formatVersion: UInt8 = 1

    /// Seconds since 1970-01-01T00:00:00Z, as the writer of the log set them.
    public let timestampSeconds: UInt64
    /// What the entry says.
    public let body: EntryBody

    /// An entry as its writer builds it.
    public init(timestampSeconds: UInt64, body: EntryBody) {
        self.timestampSeconds = timestampSeconds
        self.body = body
    }

    /// Decodes strictly: every byte must be accounted for and every value be in range.
    public init(decoding bytes: [UInt8]) throws(EntryError) {
        guard bytes.count <= Self.byteLimit else { throw .tooLong(bytes: bytes.count) }
        var reader = EntryReader(bytes)
        let version = try reader.u8()
        guard version == Self.formatVersion else { throw .unknownVersion(version) }
        let code = try reader.u8()
        guard let type = EntryType(rawValue: code) else { throw .unknownType(code) }
        timestampSeconds = try reader.u64()
        body = try EntryBody(type, from: &reader)
        try reader.finish()
    }

    /// The canonical bytes.
    public var encoded: [UInt8] {
        var writer = WireWriter(capacity: 512)
        writer.put(Self.formatVersion)
        writer.put(body.type.rawValue)
        writer.put(timestampSeconds)
        body.write(to: &writer)
        return writer.bytes
    }
}
