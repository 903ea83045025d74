package import Identity
package import Money
package import Wire

/// A payer's signed order for one answer; it becomes a part of the ``Answer``.
package struct Question: SignedFields {
    /// The index of the deploy.
    package internal(set) var deploy: UInt64
    /// Who pays.
    package internal(set) var payer: AccountAddress
    /// Makes the question payable once only.
    package internal(set) var idempotencyId: IdempotencyId
    /// What the payer agrees to pay at most.
    package internal(set) var maximumFee: Amount
    /// ``Commitment/request(salt:bytes:)``.
    package internal(set) var requestCommitment: Digest
    /// The payer's signature.
    package var signature: SignatureBytes

    /// Fields as they are; sign with ``SignedFields/signed(by:in:)``.
    package init(
        deploy: UInt64, payer: AccountAddress, idempotencyId: IdempotencyId, maximumFee: Amount,
        requestCommitment: Digest, signature: SignatureBytes = .unsigned
    ) {
        self.deploy = deploy
        self.payer = payer
        self.idempotencyId = idempotencyId
        self.maximumFee = maximumFee
        self.requestCommitment = requestCommitment
        self.signature = signature
    }

    /// What the signature covers; it becomes the signed part of the ``Answer``.
    package var message: TypedMessage { Self.layout.message(of: self) }

    private static let layout = EntryLayout<Question>(
        "Answer",
        .field("deploy", \.deploy),
        .field("payer", \.payer),
        .field("idempotencyId", \.idempotencyId),
        .field("maximumFee", \.maximumFee),
        .field("requestCommitment", \.requestCommitment))
}

/// 16 bytes, drawn at random or by hash, that make a payer's question payable once only.
package struct IdempotencyId: Hashable, Sendable {
    /// The length in bytes.
    package static let byteCount = 16

    /// Sixteen zero bytes: no id.
    static let zero = IdempotencyId(checked: [UInt8](repeating: 0, count: byteCount))

    /// The 16 bytes.
    package let bytes: [UInt8]

    /// Takes exactly 16 bytes; nil for any other length.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(checked: bytes)
    }

    private init(checked bytes: [UInt8]) {
        self.bytes = bytes
    }
}
