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
    }

    /// One check.
    struct Step: Sendable {
        /// By which the script knows it.
        let check: String
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
    /// What it does not.
    let unchecked: [Unchecked]
    /// The words with their salts; nil where the page has no words.
    let opening: Markup?
    let proof: Markup
    /// Whether the panel stands on the receipt's own page, which offers the file instead of itself.
    let isOwnPage: Bool

    /// A panel.
    ///
    /// - Parameters:
    ///   - receipt: the entry with its proof.
    ///   - key: the log's.
    ///   - words: what the page shows of an answer's words; nil for other entries.
    ///   - isOwnPage: whether it stands on the receipt's own page.
    init(_ receipt: Receipt, key: VerifierKey, words: AnswerWords?, isOwnPage: Bool = false) {
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
        var text: AnswerText?
        if case .shown(let shown, _) = words { text = shown }
        opening = text.map(ProofBlock.opening)
        if case .answer(let answer) = receipt.entry.body {
            payment = Payment(
                lines: FeeLines.lines(answer), fee: AmountText.exact(answer.fee))
            steps = Step.log(receipt) + Step.payment(hasWords: text != nil) + [Step.page]
            unchecked = Unchecked.answer(
                hasWords: text != nil, hasConfidence: text?.confidence != nil,
                isAsserted: answer.grade == .asserted)
        } else {
            payment = nil
            steps = Step.log(receipt) + [Step.page]
            unchecked = Unchecked.entry
        }
        proof = ProofBlock.json(receipt, key: key)
    }
}

extension ReceiptPanel.Step {
    fileprivate static func log(_ receipt: Receipt) -> [Self] {
        let path = CountText.counted(receipt.proof.path.count, "hash", "hashes")
        return [
            Self(
                check: "leaf", name: "The bytes are the entry",
                detail: "SHA-256 of the entry’s bytes is the leaf"),
            Self(
                check: "path", name: "The entry is in the log",
                detail: "path of \(path) to the root"),
            Self(
                check: "log", name: "The log signed that root",
                detail: "Ed25519, with the key that this page names"),
        ]
    }

    fileprivate static func payment(hasWords: Bool) -> [Self] {
        let payer = Self(
            check: "payer", name: "The payer signed the order",
            detail: "secp256k1, the signature recovers to the payer’s address")
        let words = Self(
            check: "words", name: "Question and answer are those of the entry",
            detail: "with their salts they open its commitments")
        return [payer] + (hasWords ? [words] : []) + [
            Self(
                check: "fee", name: "The fee is split by its shares",
                detail: "six parts, recomputed from the bytes"),
            Self(
                check: "amounts", name: "The amounts follow from the weights",
                detail: "largest remainder, recomputed"),
            Self(
                check: "settlement", name: "Paid and held follow from the bounds",
                detail: "line by line, recomputed"),
        ]
    }

    fileprivate static let page = Self(
        check: "page", name: "The page shows what the bytes say",
        detail: "times, accounts, shares, bars and amounts, one by one")
}

// MARK: - What is not checked

extension ReceiptPanel {
    /// Something that the script does not check, and who can.
    struct Unchecked: Sendable {
        let name: String
        let detail: String
    }
}

extension ReceiptPanel.Unchecked {
    fileprivate static func answer(
        hasWords: Bool, hasConfidence: Bool, isAsserted: Bool
    ) -> [Self] {
        var all = [
            Self(
                name: "the weights themselves",
                detail: "They may be wrong, logged and signed all the same. With --recompute the "
                    + "command below repeats the attribution from the public files."),
            Self(
                name: "texts and labels of rows, and rows that are paid nothing",
                detail: "The entry names rows by number; the Datanet’s files say what is in them."),
        ]
        if isAsserted {
            all.append(
                Self(
                    name: "an asserted attribution",
                    detail: "Nobody else can repeat it; the node’s word is all there is."))
        }
        if !hasWords {
            all.append(
                Self(
                    name: "question and answer",
                    detail: "They are not on this page, only their fingerprints in the entry."))
        }
        if hasConfidence {
            all.append(
                Self(
                    name: "the model’s own confidence",
                    detail: "No entry commits to it: it is the node’s word here. With --recompute "
                        + "the command below computes it again from the public files and the "
                        + "question."))
        }
        return all + [names, rest]
    }

    fileprivate static let entry = [
        Self(
            name: "the fields in words, and the signature in them",
            detail: "The bytes are the entry’s; the command below reads them field by field."),
        names, rest,
    ]

    private static let names = Self(
        name: "names and pictures of accounts and models",
        detail: "The log knows accounts by address and models by entry; those are compared.")

    private static let rest = Self(
        name: "who wrote a row, and who works together",
        detail: "No check can tell. Nor is anything compared that stands outside of this receipt: "
            + "balances, forms, other pages.")
}

/// What the script in the page checks: the entry's bytes, their path, checkpoint and the log's key.
enum ProofBlock {
    static func json(_ receipt: Receipt, key: VerifierKey) -> Markup {
        // Inside a script element only "<" could end the block.
        Markup(value(receipt, key: key).text.replacing("<", with: "\\u003c"))
    }

    static func opening(_ text: AnswerText) -> Markup {
        let value = JSONValue.object([
            ("question", .string(text.question)), ("answer", .string(text.answer)),
            ("requestSalt", .string(text.requestSalt.hex)),
            ("answerSalt", .string(text.answerSalt.hex)),
        ])
        return Markup(plain(value.text))
    }

    /// JSON in which nothing is left that ends the block, hides, or turns what is beside it: what
    /// people wrote stands there in ASCII.
    private static func plain(_ json: String) -> String {
        var text = ""
        text.reserveCapacity(json.utf8.count)
        for scalar in json.unicodeScalars {
            if (" "..."~").contains(scalar), scalar != "<" {
                text.unicodeScalars.append(scalar)
            } else {
                for unit in String(scalar).utf16 {
                    text += "\\u" + Hex.encode([UInt8(unit >> 8), UInt8(unit & 0xFF)])
                }
            }
        }
        return text
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
