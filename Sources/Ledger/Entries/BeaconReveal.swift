package import Identity
package import Wire

/// Shows the secret that a second key committed to in a manifest.
package struct BeaconReveal: SignedFields, EntryFields {
    /// The index of the manifest.
    package internal(set) var manifest: UInt64
    /// The 32 secret bytes.
    package internal(set) var secret: Digest
    /// The signature by the manifest's beacon key.
    package var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    package init(
        manifest: UInt64, secret: Digest, signature: SignatureBytes = .unsigned
    ) {
        self.manifest = manifest
        self.secret = secret
        self.signature = signature
    }

    /// What the signature covers.
    package var message: TypedMessage { layout.message(of: self) }

    static let layouts = [
        EntryLayout<BeaconReveal>(
            "BeaconReveal",
            .field("manifest", \.manifest, .entry),
            .field("secret", \.secret))
    ]

    static func blank(_ layout: UInt8) -> BeaconReveal {
        BeaconReveal(manifest: 0, secret: .zero)
    }
}

/// What the type is called, and its rules; the comments number those of the format's page.
extension BeaconReveal {
    static let type = EntryType.beaconReveal
    static let words = EntryWords("Training", "Shows the secret that a second key committed to.")

    var body: EntryBody { .beaconReveal(self) }

    func apply(
        to state: inout LedgerState, _ signatures: LedgerState.SignatureCheck
    ) throws(Refusal) -> [Posting] {
        guard let record = state.manifests[manifest] else {
            throw .manifestUnknown(manifest)  // 1
        }
        guard record.commit.beaconRule == .secondKey else { throw .noBeacon }  // 2
        guard record.outcome == .unfinished else { throw .manifestFinished }  // 3
        guard record.beacon == nil else { throw .beaconAlreadyRevealed }
        let key = record.commit.beaconKey
        guard
            Commitment.beacon(key: key, secret: secret) == record.commit.beaconCommitment
        else { throw .beaconMismatch }  // 4
        try state.requireSignature(of: self, by: key, signatures)  // 5
        state.manifests[manifest]?.beacon = secret
        return []
    }
}
