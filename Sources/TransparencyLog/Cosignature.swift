import Wire

/// A witness's statement about a checkpoint: Ed25519 cosignature/v1 (c2sp.org/tlog-cosignature).
public struct Cosignature: Hashable, Sendable {
    /// When the witness signed, in seconds since 1970.
    public let timestampSeconds: UInt64
    /// The 64 bytes of the Ed25519 signature.
    public let signature: [UInt8]

    /// Reads what a signature line of a cosignature key holds: u64 ‖ 64 bytes.
    init?(_ payload: [UInt8]) {
        guard payload.count == 72 else { return nil }
        let time = payload.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard time <= UInt64(Int64.max) else { return nil }
        timestampSeconds = time
        signature = Array(payload.dropFirst(8))
    }

    /// What the witness signs: two lines before the whole text of the checkpoint.
    static func message(timestampSeconds: UInt64, text: [UInt8]) -> [UInt8] {
        Array("cosignature/v1\ntime \(timestampSeconds)\n".utf8) + text
    }

    static func holds(_ line: NoteSignature, over text: [UInt8], by key: VerifierKey) -> Bool {
        guard let cosignature = Cosignature(line.signature) else { return false }
        let message = message(timestampSeconds: cosignature.timestampSeconds, text: text)
        return key.holds(cosignature.signature, over: message)
    }
}

extension SignedNote {
    /// The cosignature of a known witness, after checking it.
    ///
    /// - Throws: ``NoteError/notSigned(by:)`` or ``NoteError/signatureDoesNotHold(by:)``.
    public func cosignature(by witness: VerifierKey) throws(NoteError) -> Cosignature {
        try verify(by: witness)
        guard let line = signatures.first(where: { $0.isFrom(witness) }),
            let cosignature = Cosignature(line.signature)
        else { throw .notSigned(by: witness.name) }
        return cosignature
    }
}
