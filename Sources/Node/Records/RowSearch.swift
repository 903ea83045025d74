internal import Machine
package import NodeAPI

/// Looks for words in rows, on a thread that gives way to paid work.
///
/// What one request may cost is bounded, however many rows there are: a page ends with the bytes
/// that were to be looked at, and says where to go on.
package final class RowSearch: Sendable {
    /// Rows of a page.
    package static let pageLimit = 50
    /// Bytes that a request may look at, and what takes as long.
    package static let byteBudget = 1 << 20
    /// What it takes to look a sequence of bytes up in the index of a block, or at any row.
    private static let stepBytes = 64
    /// Words that are looked for in a row while its letters are made small once.
    private static let wordsPerPass = 16

    private let thread = DedicatedThread(name: "search", yields: true)

    /// Starts the thread.
    package init() {}

    /// Makes the index of a block, some time.
    package func index(_ block: RowBlock) {
        thread.perform { block.makeIndex() }
    }

    /// A page of the rows that contain all words of a query.
    ///
    /// - Parameters:
    ///   - rows: what is searched.
    ///   - query: words between spaces; capital and small letters are the same.
    ///   - after: where the page begins.
    /// - Returns: at most ``pageLimit`` rows, and where the next page begins. Where little is found
    ///   a page may hold few rows or none and still not be the last.
    package func page(of rows: RowBlocks, query: String?, after: UInt64?) async -> RowPage {
        let words = (query ?? "").lowercased().utf8.split(separator: UInt8(ascii: " "))
            .map { Array($0) }
        let first = Int(clamping: after ?? 0)
        guard !words.isEmpty else { return Self.plainPage(of: rows, from: first) }
        return await withCheckedContinuation { continuation in
            thread.perform {
                var looking = Looking(rows: rows, words: words, position: first)
                continuation.resume(returning: looking.page())
            }
        }
    }

    private static func plainPage(of rows: RowBlocks, from first: Int) -> RowPage {
        guard first < rows.count else { return RowPage(rows: [], next: nil) }
        let end = min(first + pageLimit, rows.count)
        return RowPage(
            rows: (first..<end).map { rows[$0] }, next: end < rows.count ? UInt64(end) : nil)
    }

    /// One request at work.
    private struct Looking {
        let rows: RowBlocks
        let words: [[UInt8]]
        /// The next row to be looked at.
        var position: Int
        private var found: [DatanetRowRecord] = []
        private var budget = RowSearch.byteBudget

        init(rows: RowBlocks, words: [[UInt8]], position: Int) {
            self.rows = rows
            self.words = words
            self.position = position
        }

        private var isOver: Bool { found.count == RowSearch.pageLimit || budget <= 0 }

        mutating func page() -> RowPage {
            while !isOver, position < rows.openFirst {
                look(through: rows.blocks[rows.blockIndex(at: position)])
            }
            while !isOver, position < rows.count { look(at: rows[position]) }
            return RowPage(rows: found, next: position < rows.count ? UInt64(position) : nil)
        }

        private mutating func look(through block: RowBlock) {
            let end = block.first + block.rows.count
            guard let index = block.index else {
                while !isOver, position < end { look(at: block.rows[position - block.first]) }
                return
            }
            var candidates = index.candidates(for: words[0])
            budget -= words[0].count * RowSearch.stepBytes
            for word in words.dropFirst() {
                candidates = zip(candidates, index.candidates(for: word)).map { $0 & $1 }
                budget -= word.count * RowSearch.stepBytes
            }
            while position < end {
                let number = position - block.first
                let rest = candidates[number / 64] >> UInt64(number % 64)
                guard rest != 0 else {
                    // No candidate is left among these 64.
                    position = min(end, block.first + (number / 64 + 1) * 64)
                    continue
                }
                position += rest.trailingZeroBitCount
                guard !isOver else { return }
                look(at: block.rows[position - block.first])
            }
        }

        private mutating func look(at row: DatanetRowRecord) {
            let text = row.searchedBytes
            budget -=
                RowSearch.stepBytes + text.count
                + text.count * words.count / RowSearch.wordsPerPass
            if words.allSatisfy({ text.contains(sequence: $0) }) { found.append(row) }
            position += 1
        }
    }
}

extension [UInt8] {
    /// Whether another sequence of bytes occurs in this one.
    func contains(sequence other: [UInt8]) -> Bool {
        guard let first = other.first else { return true }
        guard count >= other.count else { return false }
        for start in 0...count - other.count where self[start] == first {
            if self[start..<start + other.count].elementsEqual(other) { return true }
        }
        return false
    }
}
