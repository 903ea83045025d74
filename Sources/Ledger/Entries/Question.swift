public import Identity
public import Money
public import Wire

/// A payer's signed order for one answer; it becomes a part of the ``Answer``.
public struct Question: SignedFields {
    /// The index of the deploy.
    public let deploy: UInt64
    /// Who pays.
    public let payer: AccountAddress
    /// Makes the question payable once only.
    public let idempotencyId: IdempotencyId
    /// What the payer agrees to pay at most.
    public let maximumFee: Amount
    /// ``Commitment/request(salt:bytes:)``.
    public let requestCommitment: Digest
    /// The payer's signature.
    public var signature: SignatureBytes

    /// Fields as they are; sign with ``SignedFields/signed(by:in:)``.
    public init(
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

    /// `Answer`, docs/formats/ledger-entry.md.
    public var message: TypedMessage {
        TypedMessage(
            "Answer",
            [
                ("deploy", .uint(deploy, bits: 64)),
                ("payer", .address(payer)),
                ("idempotencyId", .bytes(idempotencyId.bytes)),
                ("maximumFee", .uint(maximumFee.nanoOPEN, bits: 64)),
                ("requestCommitment", .bytes32(requestCommitment)),
            ])
    }
}
