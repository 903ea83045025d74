public import Identity
public import Wire

/// Shows the secret that a second key committed to in a manifest.
public struct BeaconReveal: SignedFields, EntryFields {
    /// The index of the manifest.
    public let manifest: UInt64
    /// The 32 secret bytes.
    public let secret: Digest
    /// The signature by the manifest's beacon key.
    public var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    public init(
        manifest: UInt64, secret: Digest, signature: SignatureBytes = .unsigned
    ) {
        self.manifest = manifest
        self.secret = secret
        self.signature = signature
    }

    /// `BeaconReveal`, docs/formats/ledger-entry.md.
    public var message: TypedMessage {
        TypedMessage(
            "BeaconReveal",
            [
                ("manifest", .uint(manifest, bits: 64)),
                ("secret", .bytes32(secret)),
            ])
    }

    init(from reader: inout EntryReader) throws(EntryError) {
        manifest = try reader.u64()
        secret = try reader.digest()
        signature = try reader.signature()
    }

    func write(to writer: inout WireWriter) {
        writer.put(manifest)
        writer.put(secret)
        writer.put(signature)
    }
}
