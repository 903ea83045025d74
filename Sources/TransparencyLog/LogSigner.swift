/// The secret half of a log's or witness's Ed25519 key (RFC 8032).
///
/// That no two inconsistent checkpoints are signed is the caller's duty.
public struct LogSigner: Sendable {
    /// The public half; its name is the log's origin.
    public let verifierKey: VerifierKey
    private let seed: [UInt8]

    /// Makes a signer; nil when the name is not 1…255 visible ASCII characters without `+` or the
    /// seed is not 32 bytes.
    public init?(name: String, seed: [UInt8], purpose: VerifierKey.Purpose = .note) {
        guard let publicKey = Ed25519.publicKey(ofSeed: seed),
            let verifierKey = VerifierKey(name: name, publicKey: publicKey, purpose: purpose)
        else { return nil }
        self.seed = seed
        self.verifierKey = verifierKey
    }

    /// The log's name.
    public var origin: String { verifierKey.name }

    /// The checkpoint as a note with this log's signature.
    ///
    /// - Throws: ``NoteError/foreignOrigin(_:)`` for another log's checkpoint, or
    ///   ``NoteError/signingFailed``.
    public func sign(_ checkpoint: Checkpoint) throws(NoteError) -> SignedNote {
        guard checkpoint.origin == origin else { throw .foreignOrigin(checkpoint.origin) }
        return try sign(text: checkpoint.noteText)
    }

    /// Any text as a note with this key's signature.
    ///
    /// - Throws: ``NoteError``.
    package func sign(text: [UInt8]) throws(NoteError) -> SignedNote {
        let signature = NoteSignature(key: verifierKey, signature: try raw(over: text))
        return try SignedNote(text: text, signatures: [signature])
    }

    /// The note with this witness's cosignature/v1 added.
    ///
    /// - Throws: ``NoteError``.
    public func cosign(
        _ note: SignedNote, timestampSeconds: UInt64
    ) throws(NoteError) -> SignedNote {
        let message = Cosignature.message(timestampSeconds: timestampSeconds, text: note.text)
        let time = (0..<8).map { UInt8(truncatingIfNeeded: timestampSeconds >> (56 - 8 * $0)) }
        let signature = time + (try raw(over: message))
        return try note.adding(NoteSignature(key: verifierKey, signature: signature))
    }

    private func raw(over message: [UInt8]) throws(NoteError) -> [UInt8] {
        guard let signature = Ed25519.signature(over: message, seed: seed) else {
            throw .signingFailed
        }
        return signature
    }
}
