package import NodeAPI
internal import Synchronization

/// Rows of a Datanet that follow each other and no longer change, with an index over their words.
package final class RowBlock: Sendable {
    /// Rows of a block.
    package static let rowLimit = 4_096
    /// Bytes of their texts; a block is full with the row that reaches them.
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

/// The rows of a Datanet in their order: full blocks, and the rows behind the last of them.
///
/// A copy shares the blocks, so that readers hold up nobody who adds a row.
package struct RowBlocks: Sendable {
    private(set) var blocks: [RowBlock] = []
    private(set) var open: [DatanetRowRecord] = []
    private var openBytes = 0

    /// The position of the first row that stands on no block.
    var openFirst: Int { blocks.last.map { $0.first + $0.rows.count } ?? 0 }
    /// How many rows there are.
    package var count: Int { openFirst + open.count }

    /// No rows.
    package init() {}

    /// Adds a row.
    ///
    /// - Returns: the block that it filled.
    package mutating func append(_ row: DatanetRowRecord) -> RowBlock? {
        open.append(row)
        openBytes += row.searchedByteCount
        guard open.count >= RowBlock.rowLimit || openBytes >= RowBlock.byteLimit else {
            return nil
        }
        let block = RowBlock(first: openFirst, rows: open)
        blocks.append(block)
        (open, openBytes) = ([], 0)
        return block
    }

    subscript(position: Int) -> DatanetRowRecord {
        guard position < openFirst else { return open[position - openFirst] }
        let block = blocks[blockIndex(at: position)]
        return block.rows[position - block.first]
    }

    /// Which block holds a position before ``openFirst``.
    func blockIndex(at position: Int) -> Int {
        var (low, high) = (0, blocks.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if blocks[middle].first <= position { low = middle } else { high = middle }
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
