import Wire

/// One entry of the log: when, and what.
///
/// The bytes are defined in docs/formats/ledger-entry.md. Each accepted byte string has exactly one
/// decoded form and each entry exactly one encoding.
package struct Entry: Equatable, Sendable {
    /// The most bytes that an entry may have (C2SP tlog-tiles, entry bundles).
    package static let byteLimit = 65_535
    /// Seconds since 1970-01-01T00:00:00Z, as the writer of the log set them.
    package let timestampSeconds: UInt64
    /// What the entry says.
    package let body: EntryBody

    /// An entry as its writer builds it.
    package init(timestampSeconds: UInt64, body: EntryBody) {
        self.timestampSeconds = timestampSeconds
        self.body = body
    }

    /// Decodes strictly: every byte must be accounted for and every value be in range.
    package init(decoding bytes: [UInt8]) throws(EntryError) {
        guard bytes.count <= Self.byteLimit else { throw .tooLong(bytes: bytes.count) }
        var reader = EntryReader(bytes)
        let layout = try reader.u8()
        guard (1...3).contains(layout) else { throw .unknownVersion(layout) }
        let code = try reader.u8()
        if let type = ReservedEntryType(rawValue: code) { throw .reservedType(type) }
        guard let type = EntryType(rawValue: code) else { throw .unknownType(code) }
        timestampSeconds = try reader.u64()
        body = try EntryBody(type, layout: layout, from: &reader)
        try reader.finish()
    }

    /// The canonical bytes.
    package var encoded: [UInt8] {
        let fields = body.entryFields
        // An answer of twenty lines fits, so writing one moves no bytes to a larger place.
        var writer = WireWriter(capacity: 2_048)
        writer.put(fields.layoutNumber)
        writer.put(type(of: fields).type.rawValue)
        writer.put(timestampSeconds)
        fields.write(to: &writer)
        return writer.bytes
    }
}
