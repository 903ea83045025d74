public import Identity
public import Money
public import Wire

/// One paid answer: who paid what for which model's answer, and how the fee was divided.
///
/// Open disclosure: the lines stand in the entry. Everything needed to check the division is here;
/// ``LedgerState`` checks that it also agrees with deploy, manifest and policy.
public struct Answer: SignedFields, EntryFields {
    /// The index of the deploy.
    public let deploy: UInt64
    /// Who pays.
    public let payer: AccountAddress
    /// Makes the question payable once only.
    public let idempotencyId: IdempotencyId
    /// What was paid: the deploy's fee.
    public let fee: Amount
    /// What the payer agreed to pay at most.
    public let maximumFee: Amount
    /// ``Commitment/request(salt:bytes:)``.
    public let requestCommitment: Digest
    /// ``Commitment/answer(salt:bytes:)``.
    public let answerCommitment: Digest
    /// The policy's six shares.
    public let shares: FeeShares
    /// The manifest's attribution method.
    public let methodId: UInt16
    /// The version of the method.
    public let methodVersion: UInt16
    /// The attribution index of the training result.
    public let indexDigest: Digest
    /// How the attribution can be checked.
    public let grade: EvidenceGrade
    /// The model maker.
    public let makerAccount: AccountAddress
    /// The policy's node.
    public let nodeAccount: AccountAddress
    /// The policy's base model owner.
    public let baseModelAccount: AccountAddress
    /// The Datanet whose pool takes the unattributed amount.
    public let datanet: UInt64
    /// At most 64 lines.
    public let lines: [AnswerLine]
    /// What cannot be attributed.
    public let unattributedWeight: PartsPerBillion
    /// Its part of the fee.
    public let unattributedAmount: Amount
    /// The payer's signature over the question.
    public var signature: SignatureBytes

    /// `Answer`, docs/formats/ledger-entry.md.
    public var message: TypedMessage { question.message }

    /// What the payer chose and signed.
    public var question: Question {
        Question(
            deploy: deploy, payer: payer, idempotencyId: idempotencyId, maximumFee: maximumFee,
            requestCommitment: requestCommitment, signature: signature)
    }

    init(from reader: inout EntryReader) throws(EntryError) {
        let disclosure = try reader.u8()
        guard disclosure == 0 else { throw .disclosure(disclosure) }
        deploy = try reader.u64()
        payer = try reader.address()
        idempotencyId = try reader.idempotencyId()
        fee = try reader.amount()
        maximumFee = try reader.amount()
        requestCommitment = try reader.digest()
        answerCommitment = try reader.digest()
        shares = try reader.shares()
        methodId = try reader.u16()
        methodVersion = try reader.u16()
        indexDigest = try reader.digest()
        let code = try reader.u8()
        guard let grade = EvidenceGrade(rawValue: code) else { throw .grade(code) }
        self.grade = grade
        makerAccount = try reader.address()
        nodeAccount = try reader.address()
        baseModelAccount = try reader.address()
        datanet = try reader.u64()
        let count = try reader.u8()
        guard count <= AnswerSplit.lineLimit else { throw .tooManyLines(count) }
        var lines: [AnswerLine] = []
        for _ in 0..<count { lines.append(try AnswerLine(from: &reader)) }
        self.lines = lines
        unattributedWeight = try reader.weight()
        unattributedAmount = try reader.amount()
        signature = try reader.signature()
        do { _ = try AnswerSplit.check(self) } catch { throw .answer(error) }
    }

    func write(to writer: inout WireWriter) {
        writer.put(UInt8(0))
        writer.put(deploy)
        writer.put(payer)
        writer.put(raw: idempotencyId.bytes)
        writer.put(fee)
        writer.put(maximumFee)
        writer.put(requestCommitment)
        writer.put(answerCommitment)
        writer.put(shares)
        writer.put(methodId)
        writer.put(methodVersion)
        writer.put(indexDigest)
        writer.put(grade.rawValue)
        writer.put(makerAccount)
        writer.put(nodeAccount)
        writer.put(baseModelAccount)
        writer.put(datanet)
        writer.put(UInt8(lines.count))
        for line in lines { line.write(to: &writer) }
        writer.put(unattributedWeight.value)
        writer.put(unattributedAmount)
        writer.put(signature)
    }
}

extension EntryReader {
    mutating func idempotencyId() throws(EntryError) -> IdempotencyId {
        guard let id = IdempotencyId(try bytes(IdempotencyId.byteCount)) else {
            throw .wire(.invalid("An idempotency id has 16 bytes."))
        }
        return id
    }
}
