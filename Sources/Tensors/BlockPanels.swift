internal import Kernels

/// The right-hand matrix of a product, [depth, columns], whose elements stay quantised in memory.
///
/// An element is scale · q + offset, fused, with one scale and one offset for each column and each
/// block along the depth. Products give the bits that the same elements give in single precision
/// (``PackedMatrix``), since q · scale is exact in every format of weights that is read.
public struct BlockPanels: Sendable {
    /// Bits of an integer q.
    public enum Width: Int, Sendable {
        /// 0 … 15.
        case four = 4
        /// −128 … 127.
        case eight = 8
    }

    /// One column's elements: what a row of a weight [outputs, inputs] is in a file.
    public struct Column: Sendable {
        /// The integers, one an element; those of four bits are 0 … 15.
        public var integers: [Int8]
        /// The scales, one a block.
        public var scales: [Float]
        /// The offsets, one a block; −0 where the format has none.
        public var offsets: [Float]

        /// A column of `integers.count` elements in `scales.count` blocks.
        public init(integers: [Int8], scales: [Float], offsets: [Float]) {
            self.integers = integers
            self.scales = scales
            self.offsets = offsets
        }
    }

    /// Number of rows: the k of the product.
    public let depth: Int
    /// Number of columns.
    public let columns: Int
    let width: Width
    let blockLength: Int
    /// Words of one panel of sixteen columns.
    var panelWords: Int { depth / blockLength * Self.blockWords(blockLength, width) }
    /// Words, so that scales lie where floats may.
    let words: [UInt32]

    private static let lanes = Int(OL_PANEL_COLUMNS)

    private static func blockWords(_ length: Int, _ width: Width) -> Int {
        2 * lanes + length * lanes * width.rawValue / 32
    }

    /// Lays columns out for products.
    ///
    /// - Parameters:
    ///   - depth: elements of a column, a multiple of `blockLength`.
    ///   - columns: their number.
    ///   - blockLength: elements of a block: even, at most 256.
    ///   - width: bits of an integer.
    ///   - column: gives each column, in order.
    public init(
        depth: Int, columns: Int, blockLength: Int, width: Width,
        column: (Int) throws -> Column
    ) rethrows {
        precondition(
            blockLength > 0 && blockLength % 2 == 0 && blockLength <= 256
                && depth % blockLength == 0,
            "blocks of an even length divide a column")
        self.depth = depth
        self.columns = columns
        self.width = width
        self.blockLength = blockLength
        let lanes = Self.lanes
        let blockWords = Self.blockWords(blockLength, width)
        let panelWords = depth / blockLength * blockWords
        var words = [UInt32](repeating: 0, count: (columns + lanes - 1) / lanes * panelWords)
        for index in 0..<columns {
            let source = try column(index)
            precondition(
                source.integers.count == depth && source.scales.count == depth / blockLength
                    && source.offsets.count == source.scales.count,
                "a column has one integer an element, one scale and one offset a block")
            let lane = index % lanes
            var at = index / lanes * panelWords
            for block in 0..<depth / blockLength {
                words[at + lane] = source.scales[block].bitPattern
                words[at + lanes + lane] = source.offsets[block].bitPattern
                Self.place(
                    source.integers[block * blockLength..<(block + 1) * blockLength], lane: lane,
                    width, in: &words, at: 4 * (at + 2 * lanes))
                at += blockWords
            }
        }
        self.words = words
    }

    /// Puts a block's integers into their lane; `byte` is where the block's integers begin.
    private static func place(
        _ integers: ArraySlice<Int8>, lane: Int, _ width: Width, in words: inout [UInt32],
        at byte: Int
    ) {
        for (index, integer) in integers.enumerated() {
            let row = width == .four ? index / 2 : index
            let position = byte + row * lanes + lane
            var bits = UInt32(UInt8(bitPattern: integer))
            if width == .four { bits = (bits & 15) << (index % 2 == 0 ? 0 : 4) }
            words[position / 4] |= bits << UInt32(8 * (position % 4))
        }
    }

    /// The elements of one column as numbers, `depth` of them.
    public func column(_ index: Int) -> [Float] {
        precondition((0..<columns).contains(index), "the column is one of the matrix")
        let lanes = Self.lanes
        let blockWords = Self.blockWords(blockLength, width)
        let (lane, panel) = (index % lanes, index / lanes * panelWords)
        var result = [Float](repeating: 0, count: depth)
        for element in 0..<depth {
            let at = panel + element / blockLength * blockWords
            let scale = Float(bitPattern: words[at + lane])
            let offset = Float(bitPattern: words[at + lanes + lane])
            let within = element % blockLength
            let row = width == .four ? within / 2 : within
            let position = 4 * (at + 2 * lanes) + row * lanes + lane
            let byte = UInt8(truncatingIfNeeded: words[position / 4] >> UInt32(8 * (position % 4)))
            let integer: Float =
                switch width {
                case .four: Float(within % 2 == 0 ? byte & 15 : byte >> 4)
                case .eight: Float(Int8(bitPattern: byte))
                }
            result[element] = offset.addingProduct(scale, integer)
        }
        return result
    }

    /// Bytes in memory.
    public var byteCount: Int { 4 * words.count }
}
