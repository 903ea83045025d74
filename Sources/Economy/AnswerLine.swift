package import Identity
package import Money

/// What a line of an answer pays for.
package struct EvidenceSubject: Hashable, Sendable {
    /// What kind of subject it is.
    package enum Kind: UInt8, Sendable {
        /// A row.
        case row = 0
        /// Rows that count as one; nothing registers such clusters yet.
        case cluster = 1
    }

    /// The Datanet that it is in.
    package let datanet: UInt64
    /// What it is.
    package let kind: Kind
    /// The row's number in the Datanet, or the cluster's.
    package let number: UInt32

    /// A subject.
    package init(datanet: UInt64, kind: Kind = .row, number: UInt32) {
        self.datanet = datanet
        self.kind = kind
        self.number = number
    }
}

extension EvidenceSubject: Comparable {
    /// Orders subjects by Datanet, kind and number.
    package static func < (left: EvidenceSubject, right: EvidenceSubject) -> Bool {
        (left.datanet, left.kind.rawValue, left.number)
            < (right.datanet, right.kind.rawValue, right.number)
    }
}

/// How a subject was found to have shaped an answer.
package struct EvidenceKinds: OptionSet, Hashable, Sendable {
    /// The bits, as an entry holds them.
    package let rawValue: UInt8

    /// The kinds of some bits.
    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// By what the model learned from it.
    package static let influence = EvidenceKinds(rawValue: 1)
    /// By words that the answer repeats.
    package static let verbatim = EvidenceKinds(rawValue: 2)
    /// By having been put before the model.
    package static let retrieval = EvidenceKinds(rawValue: 4)

    /// Whether there is at least one kind and none that is unknown.
    package var isKnown: Bool { (1...7).contains(rawValue) }
}

/// One row's share in an answer, as attribution found it, before money is put to it.
package struct AttributedRow: Equatable, Sendable {
    /// The row.
    package let subject: EvidenceSubject
    /// How it was found.
    package let evidence: EvidenceKinds
    /// The row's owner.
    package let account: AccountAddress
    /// The point estimate.
    package let weight: PartsPerBillion
    /// Its lower bound, at most ``weight``.
    package let lower: PartsPerBillion
    /// Why all of it is held; nil when only what is uncertain is.
    package let hold: HoldReason?

    /// The row's number in its Datanet.
    package var row: UInt32 { subject.number }

    /// One row's share.
    ///
    /// - Precondition: `hold` is a reason that holds whole lines.
    package init(
        _ subject: EvidenceSubject, evidence: EvidenceKinds = .influence,
        account: AccountAddress, weight: PartsPerBillion, lower: PartsPerBillion,
        hold: HoldReason? = nil
    ) {
        precondition(hold?.holdsWholeLine ?? true, "What is uncertain follows from the bound.")
        self.subject = subject
        self.evidence = evidence
        self.account = account
        self.weight = weight
        self.lower = lower
        self.hold = hold
    }
}

/// What one row gets for one answer: share, amount, and how much of it now.
package struct AnswerLine: Equatable, Sendable {
    /// The row.
    package let subject: EvidenceSubject
    /// How it was found.
    package let evidence: EvidenceKinds
    /// The row's owner.
    package let account: AccountAddress
    /// The point estimate.
    package let weight: PartsPerBillion
    /// Its lower bound.
    package let lower: PartsPerBillion
    /// The row's part of the fee.
    package let amount: Amount
    /// What is payable now.
    package let paid: Amount
    /// What is held: a liability to the account.
    package let held: Amount
    /// Why it is held; nil when nothing is.
    package let reason: HoldReason?

    /// Fields as they are; ``AnswerSplit`` says what they must be.
    package init(
        _ subject: EvidenceSubject, evidence: EvidenceKinds, account: AccountAddress,
        weight: PartsPerBillion, lower: PartsPerBillion, amount: Amount, paid: Amount, held: Amount,
        reason: HoldReason?
    ) {
        self.subject = subject
        self.evidence = evidence
        self.account = account
        self.weight = weight
        self.lower = lower
        self.amount = amount
        self.paid = paid
        self.held = held
        self.reason = reason
    }

    /// The row's number in its Datanet.
    package var row: UInt32 { subject.number }

    /// The share that the line's amounts were made from.
    package var attributedRow: AttributedRow {
        AttributedRow(
            subject, evidence: evidence, account: account, weight: weight, lower: lower,
            hold: reason.flatMap { $0.holdsWholeLine ? $0 : nil })
    }
}
