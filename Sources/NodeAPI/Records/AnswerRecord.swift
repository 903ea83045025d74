package import Economy
package import Identity
package import Ledger

/// One paid answer: what the log holds, and what lies beside it.
package struct AnswerRecord: Sendable {
    /// The most duplicates that an answer lists: anybody may hand in as many copies of a row as
    /// they like, and they earn nothing.
    package static let duplicateLimit = 50

    /// The entry with its proof of inclusion.
    package let receipt: Receipt
    /// The entry's body.
    package let answer: Answer
    /// The name that the model is served under.
    package let model: String
    /// Question and answer, as far as whoever reads the record may see them.
    package let words: AnswerWords
    /// The rows that the answer's lines name; withdrawn rows are missing.
    package let rows: [EvidenceSubject: DatanetRowRecord]
    /// Rows that say the same as one of those and earn nothing, because they came later: the
    /// first ``duplicateLimit``.
    package let duplicates: [DatanetRowRecord]
    /// How many such rows there are.
    package let duplicateCount: Int
    /// What the model read and wrote, counted by the service that answers.
    package let tokens: TokenCounts

    package init(
        receipt: Receipt, answer: Answer, model: String, words: AnswerWords,
        rows: [EvidenceSubject: DatanetRowRecord] = [:], duplicates: [DatanetRowRecord] = [],
        duplicateCount: Int? = nil, tokens: TokenCounts = .none
    ) {
        self.receipt = receipt
        self.answer = answer
        self.model = model
        self.words = words
        self.rows = rows
        self.duplicates = Array(duplicates.prefix(Self.duplicateLimit))
        self.duplicateCount = duplicateCount ?? duplicates.count
        self.tokens = tokens
    }

    /// The index of the entry; in decimal the receipt's id.
    package var index: UInt64 { receipt.index }
    /// When the entry was written, in seconds since 1970.
    package var timestampSeconds: UInt64 { receipt.entry.timestampSeconds }

    /// Question and answer in words; nil where the reader has no right to them, and once they were
    /// erased.
    package var text: AnswerText? {
        switch words {
        case .shown(let text, _): text
        case .withheld, .erased: nil
        }
    }

    /// The row of a line; nil for a withdrawn row, and for a line that names no single row.
    package func row(of line: AnswerLine) -> DatanetRowRecord? { rows[line.subject] }
}

/// Tokens of one answer; zeros where its words are not shown, whose length they would tell.
package struct TokenCounts: Equatable, Sendable {
    /// Tokens of the question, as the model read it.
    package let prompt: Int
    /// Tokens of the answer, as the model wrote it.
    package let completion: Int

    package init(prompt: Int, completion: Int) {
        self.prompt = prompt
        self.completion = completion
    }

    package static let none = TokenCounts(prompt: 0, completion: 0)
}

// MARK: - Rows

/// One row of a Datanet, as people read it.
package struct DatanetRowRecord: Equatable, Sendable {
    /// What intake made of the row.
    package enum Status: Equatable, Sendable {
        /// Trained on and paid under this number.
        case accepted(UInt32)
        /// Kept, and never paid: it repeats this earlier row.
        case duplicate(of: UInt32)
    }

    /// Its number, or the earlier row's.
    package let status: Status
    /// Who contributed it.
    package let account: AccountAddress
    /// The text.
    package let text: String
    /// The label; nil in a Datanet whose rows have none.
    package let label: String?
    /// The earlier row that it was taken for a near-copy of, where an objection was upheld.
    package let despite: UInt32?

    package init(
        status: Status, account: AccountAddress, text: String, label: String?,
        despite: UInt32? = nil
    ) {
        self.status = status
        self.account = account
        self.text = text
        self.label = label
        self.despite = despite
    }
}
