package import NodeAPI
internal import Synchronization

/// Rows of a Datanet that follow each other and no longer change, with an index over their words.
package final class RowShelf: Sendable {
    /// Rows of a shelf.
    package static let rowLimit = 4_096
    /// Bytes of their texts; a shelf is full with the row that reaches them.
    static let byteLimit = 1 << 19

    /// The position of the first row in the Datanet.
    let first: Int
    let rows: [DatanetRowRecord]
    private let built = Mutex<TrigramIndex?>(nil)

    init(first: Int, rows: [DatanetRowRecord]) {
        self.first = first
        self.rows = rows
    }

    /// The index; nil until it was made.
    var index: TrigramIndex? { built.withLock { $0 } }

    /// Makes the index: some hundredths of a second.
    func makeIndex() {
        let index = TrigramIndex(rows.map(\.searchedBytes))
        built.withLock { $0 = index }
    }
}

/// The rows of a Datanet in their order: full shelves, and the rows behind the last of them.
///
/// A copy shares the shelves, so that readers hold up nobody who adds a row.
package struct ShelvedRows: Sendable {
    private(set) var shelves: [RowShelf] = []
    private(set) var open: [DatanetRowRecord] = []
    private var openBytes = 0

    /// The position of the first row that stands on no shelf.
    var openFirst: Int { shelves.last.map { $0.first + $0.rows.count } ?? 0 }
    /// How many rows there are.
    package var count: Int { openFirst + open.count }

    /// No rows.
    package init() {}

    /// Adds a row.
    ///
    /// - Returns: the shelf that it filled.
    package mutating func append(_ row: DatanetRowRecord) -> RowShelf? {
        open.append(row)
        openBytes += row.searchedByteCount
        guard open.count >= RowShelf.rowLimit || openBytes >= RowShelf.byteLimit else {
            return nil
        }
        let shelf = RowShelf(first: openFirst, rows: open)
        shelves.append(shelf)
        (open, openBytes) = ([], 0)
        return shelf
    }

    subscript(position: Int) -> DatanetRowRecord {
        guard position < openFirst else { return open[position - openFirst] }
        let shelf = shelves[shelfIndex(at: position)]
        return shelf.rows[position - shelf.first]
    }

    /// Which shelf holds a position before ``openFirst``.
    func shelfIndex(at position: Int) -> Int {
        var (low, high) = (0, shelves.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if shelves[middle].first <= position { low = middle } else { high = middle }
        }
        return low
    }
}

extension DatanetRowRecord {
    /// What a search looks through: text and label in small letters.
    var searchedBytes: [UInt8] { Array((text + " " + (label ?? "")).lowercased().utf8) }

    /// About as many bytes, without making them.
    var searchedByteCount: Int { text.utf8.count + 1 + (label?.utf8.count ?? 0) }
}
