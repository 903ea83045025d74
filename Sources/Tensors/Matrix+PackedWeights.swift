internal import Kernels

extension Matrix {
    /// The products self · weights of several maps side by side, [rows, all outputs], divided among
    /// the threads by columns and, where there are many, rows.
    ///
    /// Each element is one chain of fused multiply-adds over the inputs ascending, from the bias on
    /// where there is one: the same bits however it is divided.
    ///
    /// - Parameters:
    ///   - weights: maps of as many inputs as a row has elements.
    ///   - bias: of all outputs, or none.
    ///   - threads: the team.
    /// - Returns: [rows, all outputs].
    public func times(
        _ weights: [PackedWeights], bias: [Float]? = nil, on threads: ComputeThreads
    ) -> Matrix {
        let width = weights.reduce(0) { $0 + $1.outputs }
        precondition(weights.allSatisfy { $0.inputs == columns }, "the widths of a product agree")
        precondition(bias.map { $0.count == width } ?? true, "a bias has all outputs")
        let parts = Self.parts(of: weights, rows: rows, threads: threads.count)
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
                    product.compute(parts[index], weights[parts[index].map])
                }
            }
        }
    }

    /// Columns of a part: whole panels, as many as run beside each other or more.
    private static let columnStep = 96
    /// Rows of a part: enough that unpacking quantised weights for them is nothing beside it.
    private static let rowStep = 96

    private static func parts(
        of weights: [PackedWeights], rows: Int, threads: Int
    ) -> [Product.Part] {
        let isAlone = threads == 1
        var parts: [Product.Part] = []
        var first = 0
        for (map, weight) in weights.enumerated() {
            let (high, wide) = isAlone ? (rows, weight.outputs) : (rowStep, columnStep)
            for row in stride(from: 0, to: rows, by: max(1, high)) {
                for column in stride(from: 0, to: weight.outputs, by: max(1, wide)) {
                    parts.append(
                        Product.Part(
                            map: map, firstOutput: first,
                            rows: row..<min(rows, row + high),
                            columns: column..<min(weight.outputs, column + wide)))
                }
            }
            first += weight.outputs
        }
        return parts
    }
}

/// A product's memory, of which each thread writes a part of its own.
@safe private struct Product: @unchecked Sendable {
    /// Rows and columns of one map's outputs.
    struct Part: Sendable {
        let map: Int
        /// Where the map's outputs begin among all of them.
        let firstOutput: Int
        let rows: Range<Int>
        let columns: Range<Int>
    }

    let x: UnsafePointer<Float>
    let inputs: Int
    let out: UnsafeMutablePointer<Float>
    let outputs: Int
    let accumulates: Bool

    func compute(_ part: Part, _ weights: PackedWeights) {
        let lanes = Int(OL_PANEL_COLUMNS)
        let (rows, columns) = (part.rows, part.columns)
        let a = unsafe x + rows.lowerBound * inputs
        let c = unsafe out + rows.lowerBound * outputs + part.firstOutput + columns.lowerBound
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
                let first = unsafe base + panel * blocks.panelWords
                unsafe multiply(rows.count, columns.count, blocks, a, first, c)
            }
        }
    }

    /// Whole panels go where they belong; the columns of a panel that is not full take a detour.
    private func multiply(
        _ rows: Int, _ columns: Int, _ blocks: BlockPanels, _ a: UnsafePointer<Float>,
        _ weights: UnsafePointer<UInt32>, _ c: UnsafeMutablePointer<Float>
    ) {
        let lanes = Int(OL_PANEL_COLUMNS)
        let (bits, block) = (Int32(blocks.width.rawValue), blocks.blockLength)
        let (full, rest) = (columns / lanes, columns % lanes)
        let begins: Int32 = accumulates ? 1 : 0
        unsafe ol_gemm_quantised(
            bits, rows, full, inputs, block, a, inputs, weights, c, outputs, begins)
        guard rest > 0 else { return }
        var edge = [Float](repeating: 0, count: rows * lanes)
        unsafe edge.withUnsafeMutableBufferPointer { edge in
            guard let edge = edge.baseAddress else { return }
            let target = unsafe c + full * lanes
            for row in 0..<rows where accumulates {
                unsafe (edge + row * lanes).update(from: target + row * outputs, count: rest)
            }
            unsafe ol_gemm_quantised(
                bits, rows, 1, inputs, block, a, inputs, weights + full * blocks.panelWords, edge,
                lanes, begins)
            for row in 0..<rows {
                unsafe (target + row * outputs).update(from: edge + row * lanes, count: rest)
            }
        }
    }
}
