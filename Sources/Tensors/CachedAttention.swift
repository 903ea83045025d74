internal import Kernels

/// Causal attention of new tokens over caches of keys and values, heads of queries sharing heads of
/// keys (Ainslie and others 2023, arXiv 2305.13245).
public struct CachedAttention: Sendable {
    private let queryHeads: Int
    private let shape: KeyValuePage.Shape
    private let scale: Float
    /// Tokens whose queries go through the pages together.
    private static let tokensTogether = 16

    /// Attention with the given heads over caches of a shape.
    ///
    /// - Precondition: the heads of keys divide those of queries.
    public init(queryHeads: Int, shape: KeyValuePage.Shape) {
        precondition(queryHeads % shape.heads == 0, "heads of queries share heads of keys")
        self.queryHeads = queryHeads
        self.shape = shape
        scale = 1 / Float(shape.headWidth).squareRoot()
    }

    /// Turns queries and keys by their positions, keeps keys and values, and attends.
    ///
    /// - Parameters:
    ///   - projections: queries, keys and values of each new token side by side,
    ///     [tokens, (queryHeads + 2 · heads) · headWidth].
    ///   - layer: the layer.
    ///   - sequences: where each sequence's tokens lie among the rows, and the position of its
    ///     first one.
    ///   - caches: of each sequence, with room for the tokens.
    ///   - turns: cosines and sines of each row's position.
    ///   - threads: the team.
    /// - Returns: [tokens, queryHeads · headWidth].
    public func callAsFunction(
        _ projections: inout Matrix, layer: Int, sequences: [SequenceRows],
        caches: [KeyValueCache], turns: RotaryTurns, on threads: ComputeThreads
    ) -> Matrix {
        let (width, wide) = (shape.headWidth, projections.columns)
        precondition(wide == (queryHeads + 2 * shape.heads) * width, "heads lie side by side")
        unsafe projections.values.withUnsafeMutableBufferPointer { rows in
            guard let rows = rows.baseAddress else { return }
            for (sequence, cache) in zip(sequences, caches) {
                for offset in 0..<sequence.rows.count {
                    let index = sequence.rows.lowerBound + offset
                    let row = unsafe rows + index * wide
                    unsafe turns.apply(row: index, heads: queryHeads + shape.heads, to: row)
                    unsafe cache.write(
                        layer: layer, position: sequence.firstPosition + offset,
                        key: row + queryHeads * width,
                        value: row + (queryHeads + shape.heads) * width)
                }
            }
        }
        let parts = sequences.indices.flatMap { sequence in
            let rows = sequences[sequence].rows
            return stride(from: rows.lowerBound, to: rows.upperBound, by: Self.tokensTogether)
                .flatMap { first in
                    (0..<shape.heads).map { head in
                        Part(
                            sequence: sequence, head: head,
                            rows: first..<min(first + Self.tokensTogether, rows.upperBound))
                    }
                }
        }
        return unsafe .filled(rows: projections.rows, columns: queryHeads * width) { out in
            unsafe projections.values.withUnsafeBufferPointer { rows in
                guard let rows = rows.baseAddress else { return }
                let memory = unsafe Memory(projections: rows, width: wide, out: out)
                threads.forEach(parts.count) { index in
                    let part = parts[index]
                    attend(
                        part, layer, sequences[part.sequence], caches[part.sequence], memory)
                }
            }
        }
    }

    private struct Part: Sendable {
        let sequence: Int
        let head: Int
        let rows: Range<Int>
    }

    /// What all parts read, and of what each writes its own.
    @safe private struct Memory: @unchecked Sendable {
        let projections: UnsafePointer<Float>
        let width: Int
        let out: UnsafeMutablePointer<Float>
    }

    /// One head of keys, and the heads of queries that share it, for some tokens of a sequence.
    private func attend(
        _ part: Part, _ layer: Int, _ sequence: SequenceRows, _ cache: KeyValueCache,
        _ memory: Memory
    ) {
        let (width, group) = (shape.headWidth, queryHeads / shape.heads)
        let rows = part.rows.count * group
        var lengths: [UInt32] = []
        // A token's queries are made neighbours, so that the pages' rows are at one distance.
        var queries = [Float](repeating: 0, count: rows * width)
        var results = queries
        for (index, row) in part.rows.enumerated() {
            let position = sequence.firstPosition + row - sequence.rows.lowerBound
            lengths += repeatElement(UInt32(position + 1), count: group)
            let source = unsafe memory.projections + row * memory.width + part.head * group * width
            for element in 0..<group * width {
                queries[index * group * width + element] = unsafe source[element]
            }
        }
        let pages = (Int(lengths.last ?? 0) + 15) / 16
        let keys = unsafe cache.pages.prefix(pages).map { page -> UnsafePointer<Float>? in
            unsafe page.keys(layer: layer, head: part.head)
        }
        let values = unsafe cache.pages.prefix(pages).map { page -> UnsafePointer<Float>? in
            unsafe page.values(layer: layer, head: part.head)
        }
        var scores = [Float](repeating: 0, count: rows * pages * KeyValuePage.positions)
        unsafe ol_attend_pages(
            rows, width, scale, lengths, queries, width, keys, values, &scores, &results, width)
        for (index, row) in part.rows.enumerated() {
            let target = unsafe memory.out + row * queryHeads * width + part.head * group * width
            for element in 0..<group * width {
                unsafe target[element] = results[index * group * width + element]
            }
        }
    }
}

/// The rows of one sequence's new tokens in a batch.
public struct SequenceRows: Sendable {
    /// Its rows, in the order of its tokens.
    public let rows: Range<Int>
    /// The position of the first of them.
    public let firstPosition: Int

    /// Rows of a sequence.
    public init(rows: Range<Int>, firstPosition: Int) {
        self.rows = rows
        self.firstPosition = firstPosition
    }
}

/// The angles of every row of a batch.
public struct RotaryTurns: Sendable {
    private let half: Int
    private let cosines: [Float]
    private let sines: [Float]

    /// The angles of rows at the given positions.
    public init(_ positions: [Int], _ rotary: RotaryFrequencies) {
        half = rotary.width / 2
        var (cosines, sines): ([Float], [Float]) = ([], [])
        for position in positions {
            let turn = rotary.turn(at: position)
            cosines += turn.cosines
            sines += turn.sines
        }
        self.cosines = cosines
        self.sines = sines
    }

    func apply(row: Int, heads: Int, to x: UnsafeMutablePointer<Float>) {
        unsafe cosines.withUnsafeBufferPointer { cosines in
            unsafe sines.withUnsafeBufferPointer { sines in
                guard let cosine = cosines.baseAddress, let sine = sines.baseAddress else { return }
                unsafe ol_rotate(heads, half, cosine + row * half, sine + row * half, x)
            }
        }
    }
}

extension Matrix {
    /// silu(gate) · up, where each row is a gate's elements and then as many of up (arXiv
    /// 2002.05202).
    public var gated: Matrix {
        let width = columns / 2
        return unsafe .filled(rows: rows, columns: width) { out in
            unsafe values.withUnsafeBufferPointer { x in
                guard let x = x.baseAddress else { return }
                for row in 0..<rows {
                    let gate = unsafe x + row * columns
                    unsafe ol_silu_product(width, gate, gate + width, out + row * width)
                }
            }
        }
    }
}
