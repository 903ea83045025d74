package import Identity
package import Wire

/// Fixes hidden evaluation items before the intake of the rows they judge closes.
package struct EvaluationCommit: SignedFields, EntryFields {
    /// Who holds the items.
    package internal(set) var evaluator: AccountAddress
    /// The index of the Datanet.
    package internal(set) var datanet: UInt64
    /// The RFC 6962 root over salted items.
    package internal(set) var root: Digest
    /// How many items, 1 or more.
    package internal(set) var itemCount: UInt32
    /// The signature by the evaluator.
    package var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    package init(
        evaluator: AccountAddress, datanet: UInt64, root: Digest, itemCount: UInt32,
        signature: SignatureBytes = .unsigned
    ) {
        self.evaluator = evaluator
        self.datanet = datanet
        self.root = root
        self.itemCount = itemCount
        self.signature = signature
    }

    /// What the signature covers.
    package var message: TypedMessage { layout.message(of: self) }

    static let layouts = [
        EntryLayout<EvaluationCommit>(
            "EvaluationCommit",
            .field("evaluator", \.evaluator, .account),
            .field("datanet", \.datanet, .entry),
            .field("root", \.root),
            .field("itemCount", \.itemCount, in: 1..., else: .zeroCount))
    ]

    static func blank(_ layout: UInt8) -> EvaluationCommit {
        EvaluationCommit(evaluator: .zero, datanet: 0, root: .zero, itemCount: 0)
    }
}

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
