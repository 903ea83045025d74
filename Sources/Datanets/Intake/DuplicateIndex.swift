import Wire

/// The words of a row's text, as duplicates are found by.
struct RowWords {
    /// All words in their order, with one space between.
    ///
    /// A text without a word stands for itself, behind a byte that no word begins with.
    let sequence: [UInt8]
    /// Each word once.
    let distinct: Set<[UInt8]>

    init(of text: String) {
        let words = WordSequence.words(of: text)
        distinct = Set(words)
        sequence =
            words.isEmpty
            ? [0] + Array(text.utf8) : Array(words.joined(separator: [UInt8(ascii: " ")]))
    }
}

/// Finds earlier rows that a new one may repeat, whoever owns them.
///
/// A row repeats an earlier one, however short and whatever its label, when both are the same words
/// in the same order. And it may repeat an earlier one of the same label that has at least four
/// distinct words, four fifths of which it has, too: padding and small changes leave such a row
/// found. Words alone do not prove that, since honest texts follow patterns; what is found is
/// compared by meaning (``TextLikeness``). With fewer than four words, ten rows of two common words
/// would strip 2.5 % of all later rows.
struct DuplicateIndex {
    /// An earlier row that a new one may repeat.
    struct Candidate: Equatable {
        let position: Int
        /// Distinct words that both have.
        let common: Int
        /// Distinct words that either has.
        let union: Int

        /// By the share of common words, in integers; the earlier one first where it is the same.
        static func isCloser(_ left: Candidate, _ right: Candidate) -> Bool {
            let (first, second) = (left.common * right.union, right.common * left.union)
            return first == second ? left.position < right.position : first > second
        }
    }

    /// An earlier row with fewer distinct words is no duplicate's original by likeness.
    static let fewestWords = 4

    private struct Entry {
        let position: Int
        /// The numbers of its distinct words, ascending.
        let words: [Int32]
    }

    /// A word of rows of one label: rows of other labels cost a search nothing.
    private struct Place: Hashable {
        let label: Int32
        let word: Int32
    }

    private var wordNumbers: [[UInt8]: Int32] = [:]
    private var labelNumbers: [ByteName: Int32] = [:]
    /// By word number: how many rows have it.
    private var frequencies: [Int32] = []
    /// The rows that are found by a word, ascending.
    private var rowsByWord: [Place: [Int32]] = [:]
    private var entries: [Entry] = []
    private var firstByText: [[UInt8]: Int] = [:]

    /// The position of the earliest row with the same words in the same order; nil for none.
    func exactOriginal(of row: RowWords) -> Int? { firstByText[row.sequence] }

    /// The rows that a row of these words and this label may repeat, in no order that means
    /// anything; and how many rows were looked at for that.
    func candidates(
        for row: RowWords, label: String
    ) -> (found: [Candidate], looked: Int) {
        guard let label = labelNumbers[ByteName(label)] else { return ([], 0) }
        let known = row.distinct.compactMap { wordNumbers[$0] }.sorted()
        var seen: Set<Int32> = []
        var found: [Candidate] = []
        var looked = 0
        for word in known {
            let rows = rowsByWord[Place(label: label, word: word)] ?? []
            looked += rows.count
            for number in rows where seen.insert(number).inserted {
                let entry = entries[Int(number)]
                let common = Self.commonCount(known, entry.words)
                guard Self.covers(common, of: entry.words.count) else { continue }
                found.append(
                    Candidate(
                        position: entry.position, common: common,
                        union: row.distinct.count + entry.words.count - common))
            }
        }
        return (found, looked)
    }

    /// Indexes a row that repeats none.
    ///
    /// A row that has four fifths of its words lacks at most a fifth of them, and has therefore at
    /// least one of any fifth and one more: the row is found by so many of its rarest words, and
    /// the lists of common words stay short.
    mutating func insert(_ row: RowWords, label: String, position: Int) {
        if firstByText[row.sequence] == nil { firstByText[row.sequence] = position }
        guard row.distinct.count >= Self.fewestWords else { return }
        var words: [Int32] = []
        for word in row.distinct { words.append(number(of: word)) }
        words.sort()
        for word in words { frequencies[Int(word)] += 1 }
        let byRarity = words.sorted {
            (frequencies[Int($0)], $0) < (frequencies[Int($1)], $1)
        }
        let label = number(of: ByteName(label))
        for word in byRarity.prefix(words.count / 5 + 1) {
            rowsByWord[Place(label: label, word: word), default: []].append(Int32(entries.count))
        }
        entries.append(Entry(position: position, words: words))
    }

    /// Whether so many common words are four fifths of an earlier row's.
    static func covers(_ common: Int, of count: Int) -> Bool { 5 * common >= 4 * count }

    private static func commonCount(_ left: [Int32], _ right: [Int32]) -> Int {
        var common = 0
        var (first, second) = (0, 0)
        while first < left.count && second < right.count {
            if left[first] == right[second] {
                common += 1
                first += 1
                second += 1
            } else if left[first] < right[second] {
                first += 1
            } else {
                second += 1
            }
        }
        return common
    }

    private mutating func number(of word: [UInt8]) -> Int32 {
        if let number = wordNumbers[word] { return number }
        let number = Int32(frequencies.count)
        wordNumbers[word] = number
        frequencies.append(0)
        return number
    }

    private mutating func number(of label: ByteName) -> Int32 {
        if let number = labelNumbers[label] { return number }
        let number = Int32(labelNumbers.count)
        labelNumbers[label] = number
        return number
    }
}
