public import Identity
import Wire

/// Ends a training run without a model.
public struct TrainingAbort: SignedFields, EntryFields {
    /// The index of the manifest.
    public let manifest: UInt64
    /// Why it ended.
    public let reason: AbortReason
    /// The signature by the model maker.
    public var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    public init(
        manifest: UInt64, reason: AbortReason, signature: SignatureBytes = .unsigned
    ) {
        self.manifest = manifest
        self.reason = reason
        self.signature = signature
    }

    /// `TrainingAbort`, docs/formats/ledger-entry.md.
    public var message: TypedMessage {
        TypedMessage(
            "TrainingAbort",
            [
                ("manifest", .uint(manifest, bits: 64)),
                ("reason", .uint(UInt64(reason.rawValue), bits: 8)),
            ])
    }

    init(from reader: inout EntryReader) throws(EntryError) {
        manifest = try reader.u64()
        let reasonByte = try reader.u8()
        guard let reason = AbortReason(rawValue: reasonByte) else {
            throw .abortReason(reasonByte)
        }
        self.reason = reason
        signature = try reader.signature()
    }

    func write(to writer: inout WireWriter) {
        writer.put(manifest)
        writer.put(reason.rawValue)
        writer.put(signature)
    }
}

/// Why a training run ended without a model.
public enum AbortReason: UInt8, CaseIterable, Sendable {
    /// The process or machine stopped.
    case interrupted = 1
    /// The loss left the finite numbers or grew without end.
    case diverged
    /// Rows were withdrawn.
    case rowsWithdrawn
    /// The evaluation's figures missed the manifest's demands.
    case evaluationRefused
    /// The second key did not show its secret.
    case beaconNotRevealed
    /// The maker ended it.
    case stoppedByMaker
}
