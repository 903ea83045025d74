internal import Economy
internal import Ledger
internal import Money
internal import NodeAPI
internal import TransparencyLog
internal import Wire

/// The receipt in short, with the steps by which a browser checks it.
struct ReceiptPanel: Sendable {
    /// What was paid; nil for entries that are no answers.
    struct Payment: Sendable {
        let lines: [FeeLine]
        let fee: Markup
        /// Whether nobody can repeat the attribution.
        let isAsserted: Bool
    }

    /// One check.
    struct Step: Sendable {
        let name: String
        let detail: String
    }

    let index: String
    let href: String
    let written: String
    let iso: String
    let checkpointSize: String
    let witnesses: String
    let leaf: DigestText
    let payment: Payment?
    /// What the script checks, in its order.
    let steps: [Step]
    let proof: Markup
    /// Whether the panel stands on the receipt's own page, which offers the file instead of itself.
    let isOwnPage: Bool

    init(_ receipt: Receipt, key: VerifierKey, isOwnPage: Bool = false) {
        self.isOwnPage = isOwnPage
        index = CountText.grouped(receipt.index)
        href = "/receipts/\(receipt.index)"
        written = TimeText.written(receipt.entry.timestampSeconds)
        iso = TimeText.iso(receipt.entry.timestampSeconds)
        let checkpoint = try? Checkpoint(noteText: receipt.proof.checkpoint.text)
        checkpointSize = checkpoint.map { CountText.grouped($0.size) } ?? "unreadable"
        // Whose the other signatures are only the reader can say; the page claims no witness.
        let others = receipt.proof.checkpoint.signatures.count - 1
        witnesses = others > 0 ? CountText.counted(others, "other signature") : "none"
        leaf = DigestText(MerkleTree.leafHash(receipt.entry.encoded))
        if case .answer(let answer) = receipt.entry.body {
            payment = Payment(
                lines: FeeLines.lines(answer), fee: AmountText.exact(answer.fee),
                isAsserted: answer.grade == .asserted)
        } else {
            payment = nil
        }
        steps = Self.logSteps(receipt) + (payment == nil ? [] : Self.paymentSteps)
        proof = ProofBlock.json(receipt, key: key)
    }

    private static func logSteps(_ receipt: Receipt) -> [Step] {
        let path = CountText.counted(receipt.proof.path.count, "hash", "hashes")
        return [
            Step(
                name: "The bytes are the entry", detail: "SHA-256 of the entry’s bytes is the leaf"
            ), Step(name: "The entry is in the log", detail: "path of \(path) to the root"),
            Step(
                name: "The log signed that root",
                detail: "Ed25519, with the key that this page names"),
        ]
    }

    private static let paymentSteps = [
        Step(
            name: "The fee is split by its shares",
            detail: "six lines, recomputed from the bytes"),
        Step(
            name: "The amounts follow from the weights", detail: "largest remainder, recomputed"),
        Step(
            name: "Paid and held follow from the bounds", detail: "line by line, recomputed"),
    ]
}

/// What the script in the page checks: the entry's bytes, their path, checkpoint and the log's key.
enum ProofBlock {
    static func json(_ receipt: Receipt, key: VerifierKey) -> Markup {
        // Inside a script element only "<" could end the block.
        Markup(value(receipt, key: key).text.replacing("<", with: "\\u003c"))
    }

    static func value(_ receipt: Receipt, key: VerifierKey) -> JSONValue {
        .object([
            ("entry", .string(Base64.encode(receipt.entry.encoded))),
            ("index", .string("\(receipt.index)")),
            ("path", .array(receipt.proof.path.map { .string(Base64.encode($0.bytes)) })),
            (
                "checkpoint",
                .string(String(decoding: receipt.proof.checkpoint.bytes, as: UTF8.self))
            ),
            ("keyName", .string(key.name)),
            ("keyId", .string(Hex.encode(keyIDBytes(key)))),
            ("key", .string(Base64.encode(key.publicKey))),
        ])
    }

    private static func keyIDBytes(_ key: VerifierKey) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: key.keyID >> (24 - 8 * $0)) }
    }
}
