public import Identity
public import Ledger

/// One paid answer: what the log holds, and what lies beside it.
public struct AnswerRecord: Sendable {
    /// The entry with its proof of inclusion.
    public let receipt: Receipt
    /// The entry's body.
    public let answer: Answer
    /// The name that the model is served under.
    public let model: String
    /// Question and answer in words; nil once they were erased.
    public let text: AnswerText?
    /// The rows that the answer's lines name, by row number; withdrawn rows are missing.
    public let rows: [UInt32: DatanetRowRecord]
    /// Rows that say the same as one of those and earn nothing, because they came later.
    public let duplicates: [DatanetRowRecord]
    /// Tokens of the question as the model read it; 0 once the question was erased.
    public let promptTokenCount: Int

    /// A record of its parts.
    public init(
        receipt: Receipt, answer: Answer, model: String, text: AnswerText?,
        rows: [UInt32: DatanetRowRecord], duplicates: [DatanetRowRecord], promptTokenCount: Int
    ) {
        self.receipt = receipt
        self.answer = answer
        self.model = model
        self.text = text
        self.rows = rows
        self.duplicates = duplicates
        self.promptTokenCount = promptTokenCount
    }

    /// The index of the entry; in decimal the receipt's id.
    public var index: UInt64 { receipt.index }
    /// When the entry was written, in seconds since 1970.
    public var timestampSeconds: UInt64 { receipt.entry.timestampSeconds }
}

/// Question and answer in words.
public struct AnswerText: Equatable, Sendable {
    /// What was asked.
    public let question: String
    /// What the model answered.
    public let answer: String

    /// Words as given.
    public init(question: String, answer: String) {
        self.question = question
        self.answer = answer
    }
}

/// One row of a Datanet, as people read it.
public struct DatanetRowRecord: Equatable, Sendable {
    /// What intake made of the row.
    public enum Status: Equatable, Sendable {
        /// Trained on and paid under this number.
        case accepted(UInt32)
        /// Kept, and never paid: it repeats this earlier row.
        case duplicate(of: UInt32)
    }

    /// Its number, or the earlier row's.
    public let status: Status
    /// Who contributed it.
    public let account: AccountAddress
    /// The text.
    public let text: String
    /// The label.
    public let label: String

    /// A row as given.
    public init(status: Status, account: AccountAddress, text: String, label: String) {
        self.status = status
        self.account = account
        self.text = text
        self.label = label
    }
}
