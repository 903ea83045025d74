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

/// What the type is called, and its rules; the comments number those of the format's page.
extension EvaluationCommit {
    static let type = EntryType.evaluationCommit
    static let words = EntryWords(
        "Evaluation", "Fixes hidden evaluation rows before the rows that they will judge.")

    var body: EntryBody { .evaluationCommit(self) }

    func apply(
        to state: inout LedgerState, _ signatures: LedgerState.SignatureCheck
    ) throws(Refusal) -> [Posting] {
        try state.requireOpen(evaluator)  // 1
        guard state.datanets[datanet] != nil else { throw .datanetUnknown(datanet) }  // 2
        guard state.used.evaluationRoots[root] == nil else { throw .duplicateEvaluation }  // 3
        try state.requireSignature(of: self, by: evaluator, signatures)  // 4
        state.used.evaluationRoots[root] = state.size
        state.evaluations[state.size] = EvaluationRecord(commit: self)
        return []
    }
}
