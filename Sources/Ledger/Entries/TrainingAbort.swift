package import Identity
import Wire

/// Ends a training run without a model.
package struct TrainingAbort: SignedFields, EntryFields {
    /// The index of the manifest.
    package internal(set) var manifest: UInt64
    /// Why it ended.
    package internal(set) var reason: AbortReason
    /// The signature by the model maker.
    package var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    package init(
        manifest: UInt64, reason: AbortReason, signature: SignatureBytes = .unsigned
    ) {
        self.manifest = manifest
        self.reason = reason
        self.signature = signature
    }

    /// What the signature covers.
    package var message: TypedMessage { layout.message(of: self) }

    static let layouts = [
        EntryLayout<TrainingAbort>(
            "TrainingAbort",
            .field("manifest", \.manifest, .entry),
            .field("reason", \.reason))
    ]

    static func blank(_ layout: UInt8) -> TrainingAbort {
        TrainingAbort(manifest: 0, reason: .interrupted)
    }
}

/// What the type is called, and its rules; the comments number those of the format's page.
extension TrainingAbort {
    static let type = EntryType.trainingAbort
    static let words = EntryWords("Training", "Ends a training run without a model.")

    var body: EntryBody { .trainingAbort(self) }

    func apply(
        to state: inout LedgerState, _ signatures: LedgerState.SignatureCheck
    ) throws(Refusal) -> [Posting] {
        guard let record = state.manifests[manifest] else {
            throw .manifestUnknown(manifest)  // 1
        }
        guard record.outcome == .unfinished else { throw .manifestFinished }  // 2
        try state.requireSignature(of: self, by: record.commit.maker, signatures)  // 3
        state.finish(manifest, .abort(reason))
        return []
    }
}

/// Why a training run ended without a model.
package enum AbortReason: UInt8, CaseIterable, Sendable {
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
