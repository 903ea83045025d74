internal import Tensors

/// Texts as weighted term counts: word unigrams beside character 2- to 4-grams, terms of at least
/// two texts, (1 + ln tf) · (ln((1 + n)/(1 + df)) + 1), each row of length 1.
///
/// As scikit-learn's `FeatureUnion` of two `TfidfVectorizer(min_df=2, sublinear_tf=True)`, with
/// `norm=None` in both and one L2 norm over the joined row: on the committed sample this does
/// better than a norm for each half, so it is the more honest rival.
package struct TFIDF: Sendable {
    /// A term of fewer texts is left out.
    private static let fewestTexts = 2

    private let columns: [TFIDFTerms.Term: Int32]
    private let inverseFrequencies: [Float]

    /// Counts the terms of the training texts.
    ///
    /// A term's column is its rank of first occurrence.
    package init(fitting texts: [String]) {
        var slots: [TFIDFTerms.Term: Int] = [:]
        var terms: [TFIDFTerms.Term] = []
        var textCounts: [Int] = []
        var lastText: [Int] = []
        for (position, text) in texts.enumerated() {
            for term in TFIDFTerms.terms(of: text) {
                guard let slot = slots[term] else {
                    slots[term] = terms.count
                    terms.append(term)
                    textCounts.append(1)
                    lastText.append(position)
                    continue
                }
                if lastText[slot] != position {
                    lastText[slot] = position
                    textCounts[slot] += 1
                }
            }
        }
        var columns: [TFIDFTerms.Term: Int32] = [:]
        var ratios: [Float] = []
        for (slot, term) in terms.enumerated() where textCounts[slot] >= Self.fewestTexts {
            columns[term] = Int32(ratios.count)
            ratios.append(Float(1 + texts.count) / Float(1 + textCounts[slot]))
        }
        self.columns = columns
        inverseFrequencies = ratios.logarithms.map { $0 + 1 }
    }

    /// The number of terms.
    package var termCount: Int { inverseFrequencies.count }

    /// One row a text; terms that were not in the training texts count for nothing.
    package func matrix(of texts: [String]) -> SparseMatrix {
        var matrix = SparseMatrix(columnCount: termCount)
        for text in texts { matrix.append(row(of: text)) }
        return matrix
    }

    private func row(of text: String) -> [(column: Int32, value: Float)] {
        let found = TFIDFTerms.terms(of: text).compactMap { columns[$0] }.sorted()
        var row: [(column: Int32, value: Float)] = []
        for column in found {
            if let last = row.last, last.column == column {
                row[row.count - 1].value += 1
            } else {
                row.append((column, 1))
            }
        }
        let logarithms = row.map(\.value).logarithms
        var square: Float = 0
        for position in row.indices {
            let value =
                (1 + logarithms[position]) * inverseFrequencies[Int(row[position].column)]
            row[position].value = value
            square += value * value
        }
        // A term's weight is at least 1, so that a row with a term has a length.
        let scale = row.isEmpty ? 0 : 1 / square.squareRoot()
        return row.map { ($0.column, $0.value * scale) }
    }
}
