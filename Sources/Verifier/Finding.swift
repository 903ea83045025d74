/// What one check of a receipt or a log found.
public struct Finding: Hashable, Sendable, CustomStringConvertible {
    /// How a check ended; the text is one sentence or more.
    public enum Outcome: Hashable, Sendable {
        /// It holds; the text says what follows.
        case proved(String)
        /// It does not hold; the text says why.
        case refused(String)
        /// It was not made; the text says why, or what would make it.
        case notChecked(String)
    }

    /// Which check.
    public let check: Check
    /// How it ended.
    public let outcome: Outcome

    /// Makes a finding, also for those who check more than this room can.
    public init(_ check: Check, _ outcome: Outcome) {
        self.check = check
        self.outcome = outcome
    }

    /// One line: a mark, the check's title, and the outcome's text.
    public var description: String {
        switch outcome {
        case .proved(let text): "proved       \(check.title): \(text)"
        case .refused(let text): "REFUSED      \(check.title): \(text)"
        case .notChecked(let text): "not checked  \(check.title): \(text)"
        }
    }
}

/// The checks by name; the raw value is their name in JSON.
public enum Check: String, CaseIterable, Sendable {
    // The comments say what is proved if the check holds.
    /// Every byte of the file belongs to its one canonical reading.
    case fileForm
    /// The log with this key signed the checkpoint.
    case checkpointSignature
    /// The checkpoint is of the log whose key was given.
    case origin
    /// The entry is at its index in the tree that was signed.
    case inclusion
    /// The entry's bytes are an entry in a layout of its kind.
    case entryForm
    /// What the log shows of the answer.
    case disclosure
    /// The fee is within what the payer signed.
    case price
    /// The fee's six parts.
    case feeSplit
    /// The weights are ordered, bounded and sum to the whole.
    case weightSum
    /// Each line's amount follows from its weight.
    case amounts
    /// Paid and held follow from the lower bound and the reason.
    case paidAndHeld
    /// Who signed the entry.
    case signature
    /// The weights are what the attribution method gives.
    case weights
    /// The entry may say of its evidence what it says.
    case grade
    /// Price, shares, accounts, methods and indices are those of the deployed model.
    case policyChain
    /// The payer could pay.
    case balance
    /// The model gave this answer.
    case modelAnswer
    /// The model is as sure of its answer as was shown with it.
    case confidence
    /// Others saw the same log.
    case witnesses
    /// The tiles hold the tree that was signed.
    case root
    /// The tiles hold what the entries give.
    case tiles
    /// Nothing is there that was not read.
    case reach
    /// Every entry follows the format's rules given the entries before it.
    case rules
    /// No unit was made or lost.
    case conservation
    /// Verdicts over contributors rest on the opened items, as many as stated not trained on.
    case evaluation

    /// The check's name for a reader.
    public var title: String {
        switch self {
        case .fileForm: "file form"
        case .checkpointSignature: "checkpoint signature"
        case .origin: "log"
        case .inclusion: "inclusion"
        case .entryForm: "entry form"
        case .disclosure: "disclosure"
        case .price: "price"
        case .feeSplit: "fee split"
        case .weightSum: "sum of weights"
        case .amounts: "contributors' amounts"
        case .paidAndHeld: "paid and held"
        case .signature: "signature"
        case .weights: "attribution"
        case .grade: "grade of the evidence"
        case .policyChain: "model and policy"
        case .balance: "payer's balance"
        case .modelAnswer: "the answer itself"
        case .confidence: "the model's confidence"
        case .witnesses: "witnesses"
        case .root: "root"
        case .tiles: "tiles"
        case .reach: "reach"
        case .rules: "entries"
        case .conservation: "conservation"
        case .evaluation: "evaluation items"
        }
    }
}
