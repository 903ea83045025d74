internal import Tensors

/// The seven linear maps of a layer, by the order in which a layer uses them.
public enum DecoderMap: Int, CaseIterable, Sendable {
    case query, key, value, output, gate, up, down

    /// The module's name below its layer, as Hugging Face's models spell it.
    public var moduleName: String {
        switch self {
        case .query: "self_attn.q_proj"
        case .key: "self_attn.k_proj"
        case .value: "self_attn.v_proj"
        case .output: "self_attn.o_proj"
        case .gate: "mlp.gate_proj"
        case .up: "mlp.up_proj"
        case .down: "mlp.down_proj"
        }
    }
}

extension LinearSite {
    /// The map of the given kind in the given layer of a decoder.
    public init(layer: Int, map: DecoderMap) {
        self.init(layer: layer, place: map.rawValue)
    }
}

/// Maps of a layer that take the same rows, computed together.
struct DecoderLinear: Sendable {
    private let sites: [LinearSite]
    private let weights: [PackedWeights]
    private let bias: [Float]?

    /// Packs maps; one without a bias has zeros beside one with.
    init(layer: Int, _ maps: [(map: DecoderMap, weights: LinearMapWeights)]) {
        sites = maps.map { LinearSite(layer: layer, map: $0.map) }
        weights = maps.map { PackedWeights($0.weights.weight) }
        bias =
            maps.contains { $0.weights.bias != nil }
            ? maps.flatMap { part in
                part.weights.bias ?? [Float](repeating: 0, count: part.weights.weight.outputs)
            } : nil
    }

    var byteCount: Int { weights.reduce(0) { $0 + $1.byteCount } }

    /// The maps' outputs side by side, with what the rows' adapters add.
    func callAsFunction(
        _ x: Matrix, adapters: [AdapterRows], on threads: ComputeThreads
    ) -> Matrix {
        var result = x.times(weights, bias: bias, on: threads)
        var updates: [LowRankMap.Update] = []
        for part in adapters {
            var column = 0
            for (site, weight) in zip(sites, weights) {
                if let map = part.adapter.maps[site] {
                    updates.append(
                        LowRankMap.Update(map, rows: part.rows, firstColumn: column))
                }
                column += weight.outputs
            }
        }
        result.add(updates, of: x, on: threads)
        return result
    }
}

/// Rows of a batch that go through an adapter.
struct AdapterRows: Sendable {
    let rows: Range<Int>
    let adapter: DecoderAdapter
}

extension PackedWeights {
    /// Lays a file's weights out for products, as numbers or as the file's integers.
    init(_ weight: LinearWeight) {
        switch weight {
        case .floats(let matrix): self = .floats(PackedMatrix(transposing: matrix))
        case .blocks(let matrix): self = .blocks(BlockPanels(matrix))
        }
    }
}

extension BlockPanels {
    /// Lays the rows of a quantised matrix out as columns.
    ///
    /// Four-bit integers that a format makes less by a zero are kept as they are, and the zero goes
    /// into the offset: −zero · scale is exact.
    init(_ matrix: BlockQuantisedMatrix) {
        let (blocks, length) = (matrix.columns / matrix.blockLength, matrix.blockLength)
        let integers = matrix.integers
        var zero: Float = 0
        var width = Width.eight
        if case .nibbles(_, let offset) = integers { (zero, width) = (Float(offset), .four) }
        self.init(
            depth: matrix.columns, columns: matrix.rows, blockLength: length, width: width
        ) { row in
            let range = row * blocks..<(row + 1) * blocks
            let scales = matrix.scales[range]
            let column: [Int8]
            switch integers {
            case .bytes(let bytes):
                column = Array(bytes[row * matrix.columns..<(row + 1) * matrix.columns])
            case .nibbles(let bytes, _):
                var values = [Int8](repeating: 0, count: matrix.columns)
                for block in 0..<blocks {
                    let source = (row * blocks + block) * length / 2
                    for index in 0..<length / 2 {
                        let byte = bytes[source + index]
                        values[block * length + index] = Int8(byte & 15)
                        values[block * length + length / 2 + index] = Int8(byte >> 4)
                    }
                }
                column = values
            }
            let offsets =
                zero == 0 ? Array(matrix.offsets[range]) : scales.map { -zero * $0 }
            return Column(integers: column, scales: Array(scales), offsets: offsets)
        }
    }
}
