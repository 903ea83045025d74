package import Ledger
package import Wire

/// What a reader sees of an answer's words.
///
/// The log holds salted commitments alone; the words lie beside it and belong to the payer.
package enum AnswerWords: Equatable, Sendable {
    /// The words, and what gives this reader the right to them.
    case shown(AnswerText, by: WordsRight)
    /// Nothing gives this reader a right to them; whether they are still there is not said.
    case withheld
    /// Nobody has them any more.
    case erased

    /// The state in one word, for programs.
    package var word: String {
        switch self {
        case .shown(_, let right): right.rawValue
        case .withheld: "withheld"
        case .erased: "erased"
        }
    }

    /// The state's words.
    static let all = WordsRight.allCases.map(\.rawValue) + ["withheld", "erased"]

    /// Whether the words are for this reader alone, so that nothing on the way may keep them.
    package var isPrivate: Bool {
        switch self {
        case .shown(_, .payer), .shown(_, .link): true
        case .shown(_, .demonstration), .shown(_, .published), .withheld, .erased: false
        }
    }
}

/// What gives a reader the right to an answer's words.
package enum WordsRight: String, CaseIterable, Sendable {
    /// The log is a demonstration, whose keys everybody has.
    case demonstration
    /// The payer published the answer.
    case published
    /// The reader's key is the payer's.
    case payer
    /// The reader has a link that the payer made.
    case link
}

/// Question and answer in words, with the salts that open their commitments, and how sure the
/// model said it is.
package struct AnswerText: Equatable, Sendable {
    /// What was asked.
    package let question: String
    /// What the model answered.
    package let answer: String
    /// The salt of the question's commitment.
    package let requestSalt: Digest
    /// The salt of the answer's commitment.
    package let answerSalt: Digest
    /// The model's own probability of the answer; nil for answers from before it was kept.
    package let confidence: Confidence?

    package init(
        question: String, answer: String, requestSalt: Digest, answerSalt: Digest,
        confidence: Confidence? = nil
    ) {
        self.question = question
        self.answer = answer
        self.requestSalt = requestSalt
        self.answerSalt = answerSalt
        self.confidence = confidence
    }
}

/// Who reads an answer.
package struct AnswerReader: Sendable {
    /// Whose key came with the request; nil for none.
    package let caller: Caller?
    /// The link's secret that came with it; nil for none.
    package let secret: LinkSecret?

    package init(caller: Caller?, secret: LinkSecret? = nil) {
        self.caller = caller
        self.secret = secret
    }

    /// Somebody of whom nothing is known.
    package static let anyone = AnswerReader(caller: nil)
}

/// The unguessable part of a link that shows one answer's words.
///
/// It has no description, so that it cannot reach a log by mistake; only ``text`` shows it.
package struct LinkSecret: Sendable {
    private let secret: Digest

    /// A secret of 32 bytes that nobody can guess.
    package init(_ secret: Digest) { self.secret = secret }

    /// The secret in an address; nil for other text.
    package init?(text: String) {
        guard let secret = Digest(hex: text) else { return nil }
        self.init(secret)
    }

    /// 64 hexadecimal digits, for whoever may have the link.
    package var text: String { secret.hex }

    /// What is kept of it: the link's id.
    package var id: Digest { .sha256(tag: "openledger/link/v1", secret.bytes) }
}

/// A link that shows one answer's words, as its payer sees it afterwards.
package struct AnswerLink: Equatable, Sendable {
    /// The secret's digest.
    package let id: Digest
    /// When it was made, in seconds since 1970.
    package let madeSeconds: UInt64
    /// When it was revoked; nil while it works.
    package let revokedSeconds: UInt64?

    package init(id: Digest, madeSeconds: UInt64, revokedSeconds: UInt64?) {
        self.id = id
        self.madeSeconds = madeSeconds
        self.revokedSeconds = revokedSeconds
    }
}
