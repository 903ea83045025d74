package import Identity
package import Wire

/// Opens evaluation items after pay-out and retires them.
package struct EvaluationOpen: SignedFields, EntryFields {
    /// The index of the evaluation's commit.
    package internal(set) var evaluation: UInt64
    /// The index of the training result whose gate is opened with it.
    package internal(set) var result: UInt64
    /// The committed root.
    package internal(set) var root: Digest
    /// SHA-256 of the published items with their salts.
    package internal(set) var itemsDigest: Digest
    /// The gate digest of the result.
    package internal(set) var gateDigest: Digest
    /// The signature by the evaluator.
    package var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    package init(
        evaluation: UInt64, result: UInt64, root: Digest, itemsDigest: Digest, gateDigest: Digest,
        signature: SignatureBytes = .unsigned
    ) {
        self.evaluation = evaluation
        self.result = result
        self.root = root
        self.itemsDigest = itemsDigest
        self.gateDigest = gateDigest
        self.signature = signature
    }

    /// What the signature covers.
    package var message: TypedMessage { layout.message(of: self) }

    static let layouts = [
        EntryLayout<EvaluationOpen>(
            "EvaluationOpen",
            .field("evaluation", \.evaluation, .entry),
            .field("result", \.result, .entry),
            .field("root", \.root),
            .field("itemsDigest", \.itemsDigest),
            .field("gateDigest", \.gateDigest))
    ]

    static func blank(_ layout: UInt8) -> EvaluationOpen {
        EvaluationOpen(
            evaluation: 0, result: 0, root: .zero, itemsDigest: .zero, gateDigest: .zero)
    }
}

/// What the type is called, and its rules; the comments number those of the format's page.
extension EvaluationOpen {
    static let type = EntryType.evaluationOpen
    static let words = EntryWords("Evaluation", "Opens hidden evaluation rows and retires them.")

    var body: EntryBody { .evaluationOpen(self) }

    func apply(
        to state: inout LedgerState, _ signatures: LedgerState.SignatureCheck
    ) throws(Refusal) -> [Posting] {
        guard let evaluation = state.evaluations[self.evaluation] else {
            throw .evaluationUnknown(self.evaluation)  // 1
        }
        guard !evaluation.isOpened else { throw .evaluationOpened }  // 2
        guard root == evaluation.commit.root else { throw .evaluationRoot }  // 3
        guard let result = state.results[self.result]?.result,
            state.manifests[result.manifest]?.commit.evaluation == self.evaluation,
            result.digest(of: ModelPart.gate) == gateDigest
        else { throw .gateMismatch }  // 4
        guard evaluation.unfinished == 0 else { throw .evaluationInUse }  // 5
        try state.requireSignature(of: self, by: evaluation.commit.evaluator, signatures)  // 6
        state.evaluations[self.evaluation]?.opened = (index: state.size, result: self.result)
        return []
    }
}
