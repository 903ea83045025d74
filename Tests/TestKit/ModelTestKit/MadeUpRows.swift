import Wire

/// Short texts with a label that their words give away, for classifiers that have to learn
/// something in a moment.
package enum MadeUpRows {
    /// The labels, in byte order, and the words that only their texts have.
    package static let words: [(label: String, words: [String])] = [
        ("fruit", ["apple", "cherry", "plum", "pear", "grape", "melon"]),
        ("music", ["chord", "tempo", "violin", "melody", "rhythm", "choir"]),
        ("tool", ["hammer", "chisel", "wrench", "saw", "pliers", "drill"]),
    ]

    /// Words of every label's texts.
    package static let plainWords = [
        "a", "the", "old", "new", "small", "large", "good", "fine", "red", "with", "for", "and",
    ]

    package static var labels: [String] { words.map(\.label) }

    /// Texts in the labels' turn, a plain word between two telling ones, no two of the same words.
    package static func rows(
        _ count: Int, seed: UInt64 = 1, label name: String = "made-up rows"
    ) -> [(text: String, label: String)] {
        var random = SeededBytes(seed: seed, label: name)
        var seen: Set<Set<String>> = []
        var rows: [(text: String, label: String)] = []
        while rows.count < count {
            let (label, telling) = words[rows.count % words.count]
            let parts = [
                pick(telling, &random), pick(plainWords, &random), pick(telling, &random),
            ]
            // Intake takes rows of so few words for duplicates only when they are the same.
            guard Set(parts).count == parts.count, seen.insert(Set(parts)).inserted else {
                continue
            }
            rows.append((parts.joined(separator: " "), label))
        }
        return rows
    }

    private static func pick(_ words: [String], _ random: inout SeededBytes) -> String {
        words[Int(random.below(UInt64(words.count)))]
    }
}
