internal import Kernels

/// A frozen linear map's weights, [inputs, outputs], laid out for products: as numbers, or as the
/// integers that a quantised file has.
public enum PackedWeights: Sendable {
    case floats(PackedMatrix)
    case blocks(BlockPanels)

    /// Elements of a row that the map takes.
    public var inputs: Int {
        switch self {
        case .floats(let matrix): matrix.depth
        case .blocks(let panels): panels.depth
        }
    }

    /// Elements of a row that the map gives.
    public var outputs: Int {
        switch self {
        case .floats(let matrix): matrix.columns
        case .blocks(let panels): panels.columns
        }
    }

    /// Bytes in memory.
    public var byteCount: Int {
        switch self {
        case .floats(let matrix): 4 * matrix.panels.count
        case .blocks(let panels): panels.byteCount
        }
    }

    /// The weights that lead to one output, `inputs` of them.
    public func column(_ index: Int) -> [Float] {
        switch self {
        case .floats(let matrix): matrix.column(index)
        case .blocks(let panels): panels.column(index)
        }
    }
}

extension PackedMatrix {
    /// The elements of one column, `depth` of them.
    public func column(_ index: Int) -> [Float] {
        precondition((0..<columns).contains(index), "the column is one of the matrix")
        let lanes = Int(OL_PANEL_COLUMNS)
        let first = index / lanes * lanes * depth + index % lanes
        return (0..<depth).map { panels[first + $0 * lanes] }
    }
}

extension Matrix {
    /// The product self · weights, [rows, outputs], divided among the threads by columns and, where
    /// there are many, rows.
    ///
    /// Each element is one chain of fused multiply-adds over the inputs ascending, from the bias on
    /// where there is one: the same bits however it is divided.
    public func times(
        _ weights: PackedWeights, bias: [Float]? = nil, on threads: ComputeThreads
    ) -> Matrix {
        precondition(columns == weights.inputs, "the widths of a product agree")
        precondition(bias.map { $0.count == weights.outputs } ?? true, "a bias has all outputs")
        let width = weights.outputs
        let parts = ProductParts(rows: rows, columns: width, threads: threads.count)
        return unsafe .filled(rows: rows, columns: width) { out in
            if let bias {
                unsafe bias.withUnsafeBufferPointer { bias in
                    guard let bias = bias.baseAddress else { return }
                    for row in 0..<rows {
                        unsafe (out + row * width).initialize(from: bias, count: width)
                    }
                }
            }
            unsafe values.withUnsafeBufferPointer { x in
                guard let x = x.baseAddress else { return }
                let product = unsafe Product(
                    x: x, inputs: columns, out: out, outputs: width, accumulates: bias != nil)
                threads.forEach(parts.count) { index in
                    let part = parts[index]
                    product.compute(part.rows, part.columns, weights)
                }
            }
        }
    }
}

/// How a product is cut: whole panels of columns for each part, whole blocks of rows.
private struct ProductParts: Sendable {
    /// Columns of a part: as many panels as run beside each other on the widest path, or more.
    private static let columnStep = 96
    /// Rows of a part: enough that unpacking quantised weights for them is nothing beside it.
    private static let rowStep = 96
    let rows: Int
    let columns: Int
    let rowParts: Int
    let columnParts: Int

    init(rows: Int, columns: Int, threads: Int) {
        self.rows = rows
        self.columns = columns
        let isAlone = threads == 1
        rowParts = isAlone ? 1 : max(1, (rows + Self.rowStep - 1) / Self.rowStep)
        columnParts = isAlone ? 1 : max(1, (columns + Self.columnStep - 1) / Self.columnStep)
    }

    var count: Int { rows == 0 || columns == 0 ? 0 : rowParts * columnParts }

    subscript(index: Int) -> (rows: Range<Int>, columns: Range<Int>) {
        let (row, column) = (index / columnParts, index % columnParts)
        return (
            rowParts == 1 ? 0..<rows : row * Self.rowStep..<min(rows, (row + 1) * Self.rowStep),
            columnParts == 1
                ? 0..<columns
                : column * Self.columnStep..<min(columns, (column + 1) * Self.columnStep)
        )
    }
}

/// A product's memory, of which each thread writes a part of its own.
@safe private struct Product: @unchecked Sendable {
    let x: UnsafePointer<Float>
    let inputs: Int
    let out: UnsafeMutablePointer<Float>
    let outputs: Int
    let accumulates: Bool

    func compute(_ rows: Range<Int>, _ columns: Range<Int>, _ weights: PackedWeights) {
        let lanes = Int(OL_PANEL_COLUMNS)
        let a = unsafe x + rows.lowerBound * inputs
        let c = unsafe out + rows.lowerBound * outputs + columns.lowerBound
        let panel = columns.lowerBound / lanes
        switch weights {
        case .floats(let matrix):
            unsafe matrix.panels.withUnsafeBufferPointer { panels in
                guard let base = panels.baseAddress else { return }
                unsafe ol_gemm(
                    rows.count, columns.count, inputs, a, inputs, 1,
                    base + panel * lanes * inputs, c, outputs, accumulates ? 1 : 0)
            }
        case .blocks(let blocks):
            unsafe blocks.words.withUnsafeBufferPointer { words in
                guard let base = words.baseAddress else { return }
                let panels = (blocks.columns + lanes - 1) / lanes
                let first = unsafe base + panel * (words.count / panels)
                unsafe multiply(rows, columns, blocks, a, UnsafeRawPointer(first), c)
            }
        }
    }

    /// Whole panels go where they belong; the columns of a panel that is not full take a detour.
    private func multiply(
        _ rows: Range<Int>, _ columns: Range<Int>, _ blocks: BlockPanels,
        _ a: UnsafePointer<Float>, _ weights: UnsafeRawPointer, _ c: UnsafeMutablePointer<Float>
    ) {
        let lanes = Int(OL_PANEL_COLUMNS)
        let (bits, block) = (Int32(blocks.width.rawValue), blocks.blockLength)
        let (full, rest) = (columns.count / lanes, columns.count % lanes)
        unsafe ol_gemm_quantised(
            bits, rows.count, full, inputs, block, a, inputs, weights, c, outputs,
            accumulates ? 1 : 0)
        guard rest > 0 else { return }
        let panels = (blocks.columns + lanes - 1) / lanes
        let last = unsafe weights + full * (4 * blocks.words.count / panels)
        var edge = [Float](repeating: 0, count: rows.count * lanes)
        unsafe edge.withUnsafeMutableBufferPointer { edge in
            guard let edge = edge.baseAddress else { return }
            let target = unsafe c + full * lanes
            if accumulates {
                for row in 0..<rows.count {
                    unsafe (edge + row * lanes).update(from: target + row * outputs, count: rest)
                }
            }
            unsafe ol_gemm_quantised(
                bits, rows.count, 1, inputs, block, a, inputs, last, edge, lanes,
                accumulates ? 1 : 0)
            for row in 0..<rows.count {
                unsafe (target + row * outputs).update(from: edge + row * lanes, count: rest)
            }
        }
    }
}
