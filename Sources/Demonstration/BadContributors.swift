package import Datanets
package import Wire

/// Rows that should earn nothing, for the demonstration and for tests of payment rules.
///
/// Shuffled labels, copies and filler are what the first payment rule stops. Self-labelled filler
/// and an early copier adapt to it and still earn.
package enum BadContributors {
    /// Honest texts, each with a wrong label.
    ///
    /// - Throws: ``RowRefusal.Reason`` if a label of the set is no valid cell.
    /// - Precondition: there are at least two labels and `count` spare rows.
    package static func shuffled(
        count: Int, spare: [DatanetRow], labels: LabelSet, random: inout SeededBytes
    ) throws(RowRefusal.Reason) -> [DatanetRow] {
        precondition(labels.count > 1, "A wrong label needs a second label.")
        precondition(spare.count >= count, "Shuffled labels need a spare row each.")
        var rows: [DatanetRow] = []
        for row in spare.prefix(count) {
            let right = labels.classNumber(of: row.label) ?? labels.count
            var wrong = Int(random.below(UInt64(labels.count - 1)))
            if wrong >= right { wrong += 1 }
            rows.append(try labels.row(text: row.text, label: labels.labels[wrong]))
        }
        return rows
    }

    /// Exact copies of different earlier rows, in a random order.
    ///
    /// - Precondition: there are at least `count` earlier rows.
    package static func copied(
        count: Int, of earlier: [DatanetRow], random: inout SeededBytes
    ) -> [DatanetRow] {
        precondition(earlier.count >= count, "Copies need as many rows to copy.")
        var positions = Array(earlier.indices)
        random.shuffle(&positions)
        return positions.prefix(count).map { earlier[$0] }
    }

    /// Random words with random labels.
    ///
    /// - Throws: ``RowRefusal.Reason`` if words or label make no valid row.
    /// - Precondition: the vocabulary holds a word and there is a label.
    package static func filler(
        count: Int, vocabulary: [String], labels: LabelSet, random: inout SeededBytes
    ) throws(RowRefusal.Reason) -> [DatanetRow] {
        try labelledFiller(count: count, vocabulary: vocabulary, random: &random) { _, random in
            labels.labels[Int(random.below(UInt64(labels.count)))]
        }
    }

    /// Random words with the label that a public model gives them: the label is then no worse than
    /// the model's, the text teaches nothing.
    ///
    /// - Throws: ``RowRefusal.Reason`` if words or label make no valid row.
    /// - Precondition: the vocabulary holds a word.
    package static func selfLabelled(
        count: Int, vocabulary: [String], random: inout SeededBytes,
        predictor: (String) -> String
    ) throws(RowRefusal.Reason) -> [DatanetRow] {
        try labelledFiller(count: count, vocabulary: vocabulary, random: &random) { text, _ in
            predictor(text)
        }
    }

    /// Copies of rows that others are about to register; whoever registers them first is the
    /// original.
    ///
    /// The rows are ``copied(count:of:random:)``'s: what differs is that the caller registers them
    /// before their owners.
    package static func earlyCopier(
        count: Int, of later: [DatanetRow], random: inout SeededBytes
    ) -> [DatanetRow] {
        copied(count: count, of: later, random: &random)
    }

    /// The words of rows, each as often as it occurs, so that filler uses words as honest rows do.
    ///
    /// Words over 32 bytes are left out.
    package static func vocabulary(of rows: [DatanetRow]) -> [String] {
        rows.flatMap { row in
            WordSequence.words(of: row.text).filter { $0.count <= 32 }
                .map { String(decoding: $0, as: UTF8.self) }
        }
    }

    private static func labelledFiller(
        count: Int, vocabulary: [String], random: inout SeededBytes,
        label: (String, inout SeededBytes) -> String
    ) throws(RowRefusal.Reason) -> [DatanetRow] {
        precondition(!vocabulary.isEmpty, "Filler needs words.")
        var rows: [DatanetRow] = []
        while rows.count < count {
            // Four to nine words, as most descriptions have.
            let length = 4 + Int(random.below(6))
            let words = (0..<length).map { _ in
                vocabulary[Int(random.below(UInt64(vocabulary.count)))]
            }
            let text = words.joined(separator: " ")
            rows.append(try DatanetRow(text: text, label: label(text, &random)))
        }
        return rows
    }
}
