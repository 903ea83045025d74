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

/// Finds the earlier row that a new one repeats.
///
/// Two rules, whoever owns the rows. A row repeats an earlier one when their sets of words have a
/// Jaccard index of at least one half and the earlier one has at least four distinct words: with
/// fewer, ten rows of two common words would strip 2.5 % of all later rows. And a row repeats an
/// earlier one, however short, when both are the same words in the same order: without this, an
/// exact copy of a three-word row would be paid, and such a row can strip nothing but itself.
///
/// A Jaccard index of one half over sets of a and b words needs at least ⌈(a + b)/3⌉ common words
/// (prefix filtering: Chaudhuri, Ganti, Kaushik 2006, doi:10.1109/ICDE.2006.9). With b ≥ 4 and
/// b ≥ a/2 that is at least t, so a match has one of any a − t + 1 words of the new row: only the
/// rows under its rarest words are compared.
struct DuplicateIndex {
    /// An earlier row with fewer distinct words is no duplicate's original by likeness.
    static let fewestWords = 4

    private var wordNumbers: [[UInt8]: Int32] = [:]
    /// By word number: the rows that have it, ascending.
    private var rowsByWord: [[Int32]] = []
    /// By position: the words of an indexed row, sorted.
    private var wordsByRow: [[Int32]] = []
    private var firstByText: [[UInt8]: Int32] = [:]
    private var positions: [Int] = []

    /// The position of the earliest indexed row that a row of these words repeats, or nil.
    func original(of row: RowWords) -> Int? {
        let known = row.distinct.compactMap { wordNumbers[$0] }.sorted()
        let found = [firstByText[row.sequence], likeness(to: (known, row.distinct.count))]
        return found.compactMap(\.self).min().map { positions[Int($0)] }
    }

    /// Indexes a row that repeats none.
    mutating func insert(_ row: RowWords, position: Int) {
        let slot = Int32(positions.count)
        positions.append(position)
        firstByText[row.sequence] = slot
        var numbers: [Int32] = []
        for word in row.distinct { numbers.append(number(of: word)) }
        numbers.sort()
        wordsByRow.append(numbers)
        guard numbers.count >= Self.fewestWords else { return }
        for number in numbers { rowsByWord[Int(number)].append(slot) }
    }

    /// The first indexed row, of at least four words, with a Jaccard index of at least one half.
    private func likeness(to words: (known: [Int32], count: Int)) -> Int32? {
        let count = words.count
        let needed = (count + max(Self.fewestWords, (count + 1) / 2) + 2) / 3
        guard count >= needed else { return nil }
        let unknown = count - words.known.count
        let probes = count - needed + 1 - unknown
        guard probes > 0 else { return nil }
        let byRarity = words.known.sorted {
            (rowsByWord[Int($0)].count, $0) < (rowsByWord[Int($1)].count, $1)
        }
        var best: Int32?
        for word in byRarity.prefix(probes) {
            for row in rowsByWord[Int(word)] {
                if let best, row >= best { break }
                if isAlike(words.known, count, wordsByRow[Int(row)]) { best = row }
            }
        }
        return best
    }

    /// 2 · common ≥ union, in integers: 3 · common ≥ a + b.
    private func isAlike(_ known: [Int32], _ count: Int, _ other: [Int32]) -> Bool {
        let size = count + other.count
        guard 3 * min(known.count, other.count) >= size else { return false }
        var common = 0
        var left = 0
        var right = 0
        while left < known.count && right < other.count {
            if known[left] == other[right] {
                common += 1
                left += 1
                right += 1
            } else if known[left] < other[right] {
                left += 1
            } else {
                right += 1
            }
        }
        return 3 * common >= size
    }

    private mutating func number(of word: [UInt8]) -> Int32 {
        if let number = wordNumbers[word] { return number }
        let number = Int32(rowsByWord.count)
        wordNumbers[word] = number
        rowsByWord.append([])
        return number
    }
}
