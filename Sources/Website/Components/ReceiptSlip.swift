internal import Ledger
internal import Money
internal import NodeAPI
internal import TransparencyLog
internal import Wire

/// The receipt in short, with the steps by which a browser checks it.
struct ReceiptSlip: Sendable {
    /// What was paid; nil for entries that are no answers.
    struct Payment: Sendable {
        let lines: [FeeLine]
        let fee: Markup
        /// Whether nobody can repeat the attribution.
        let isAsserted: Bool
    }

    let index: String
    let href: String
    let written: String
    let iso: String
    let checkpointSize: String
    let witnesses: String
    let leaf: DigestText
    let pathNote: String
    let payment: Payment?
    let proof: Markup
    /// Whether the slip stands on the receipt's own page, which offers the file instead of itself.
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
        pathNote =
            "path of \(CountText.counted(receipt.proof.path.count, "hash", "hashes")) to the root"
        if case .answer(let answer) = receipt.entry.body {
            payment = Payment(
                lines: FeeLines.lines(answer), fee: AmountText.exact(answer.fee),
                isAsserted: answer.grade == .asserted)
        } else {
            payment = nil
        }
        proof = ProofBlock.json(receipt, key: key)
    }
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
