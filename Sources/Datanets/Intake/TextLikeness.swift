/// How alike texts are by what they say, as a model's embeddings have it.
///
/// Rows know no model: who takes rows in hands one over.
package protocol TextLikeness: Sendable {
    /// The cosines of a text's embedding with those of others, in thousandths, rounded towards
    /// zero.
    ///
    /// - Throws: where there is no model.
    func millis(between text: String, and others: [String]) throws -> [Int]

    /// Is told how many earlier rows were looked at to find those that a row may repeat: who judges
    /// for others may have to end it.
    ///
    /// - Throws: to end the judging.
    func looked(at rows: Int) throws
}

extension TextLikeness {
    /// Goes on.
    package func looked(at rows: Int) throws {}
}

/// When texts that share their words count as saying the same.
package enum LikenessRule {
    /// The least cosine, in thousandths.
    ///
    /// On 4,000 rows of Debian's teams, all of different packages, 20 are stripped with it (Jaccard
    /// of one half alone strips 240), and 81 % of copies padded with as many stop words are found.
    package static let leastMillis = 850
    /// So many earlier rows, those that share most words, are compared with a new one.
    package static let comparedLimit = 4
    /// So many rows of one contribution may need to be compared; embedding takes time that nobody
    /// pays for.
    package static let rowLimit = 2_000
}

/// Why a row counts as a repetition of an earlier one.
package enum DuplicateEvidence: Hashable, Sendable {
    /// Both are the same words in the same order.
    case sameWords
    /// It has the label and so many of the earlier row's distinct words, and says the same.
    case near(common: Int, of: Int)
}

extension DuplicateEvidence: CustomStringConvertible {
    /// The evidence in words, to stand behind the two rows.
    package var description: String {
        switch self {
        case .sameWords: "the same words in the same order"
        case .near(let common, let count):
            "\(common) of that row's \(count) words, the same label, and embeddings that agree"
        }
    }
}

/// A row that counts as a repetition, and of what.
package struct DuplicatePair: Hashable, Sendable {
    /// Its place in its contribution, from 0.
    package let position: Int
    /// The earlier row.
    package let original: RowNumber
    /// Why.
    package let evidence: DuplicateEvidence
}
