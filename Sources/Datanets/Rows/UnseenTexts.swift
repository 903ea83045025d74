/// Which texts of an evaluation a model has not seen: a pure rule over words, so that whoever has
/// rows and items counts the same.
///
/// An item is out when a row has its words in its order, when a row is near it, or when an earlier
/// item has its words in its order: a thousand times one text is one item. Two texts are near when
/// four fifths of the distinct words of the one with fewer are in the other, and those are four or
/// more. Labels play no part: an item under another label than its row's is no fairer.
package struct UnseenTexts {
    /// With fewer distinct words a text is near nothing but its like.
    private static let fewestWords = 4

    private var wordNumbers: [[UInt8]: Int] = [:]
    /// By word: the rows that have it, ascending.
    private var rowsByWord: [[Int32]] = []
    /// By row: how many distinct words it has.
    private var wordCounts: [Int] = []
    private var sequences: Set<[UInt8]> = []

    /// Indexes the texts that a model is trained on.
    package init(rows: some Sequence<String>) {
        for row in rows {
            let words = RowWords(of: row)
            let number = Int32(wordCounts.count)
            sequences.insert(words.sequence)
            wordCounts.append(words.distinct.count)
            for word in words.distinct {
                let slot = wordNumbers[word, default: rowsByWord.count]
                if slot == rowsByWord.count {
                    wordNumbers[word] = slot
                    rowsByWord.append([])
                }
                rowsByWord[slot].append(number)
            }
        }
    }

    /// The positions of the items that count, ascending.
    package func positions(of items: [String]) -> [Int] {
        var common = [Int32](repeating: 0, count: wordCounts.count)
        var earlier: Set<[UInt8]> = []
        return items.indices.filter { position in
            let words = RowWords(of: items[position])
            guard earlier.insert(words.sequence).inserted, !sequences.contains(words.sequence)
            else { return false }
            return !isNearARow(words.distinct, &common)
        }
    }

    /// Counts the words that each row has of some; `common` holds a zero for each row before and
    /// after.
    private func isNearARow(_ words: Set<[UInt8]>, _ common: inout [Int32]) -> Bool {
        var touched: [Int32] = []
        for word in words {
            guard let slot = wordNumbers[word] else { continue }
            for row in rowsByWord[slot] {
                if common[Int(row)] == 0 { touched.append(row) }
                common[Int(row)] += 1
            }
        }
        var isNear = false
        for row in touched {
            let fewer = min(words.count, wordCounts[Int(row)])
            if fewer >= Self.fewestWords, 5 * Int(common[Int(row)]) >= 4 * fewer { isNear = true }
            common[Int(row)] = 0
        }
        return isNear
    }
}
