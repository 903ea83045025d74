internal import Tensors

/// The six linear maps of one layer of a BERT encoder.
public enum LinearKind: Int, CaseIterable, Sendable {
    case query, key, value, attentionOutput, intermediate, output

    /// The module's name below its layer, as Hugging Face's BertModel spells it.
    public var moduleName: String {
        switch self {
        case .query: "attention.self.query"
        case .key: "attention.self.key"
        case .value: "attention.self.value"
        case .attentionOutput: "attention.output.dense"
        case .intermediate: "intermediate.dense"
        case .output: "output.dense"
        }
    }
}

extension LinearSite {
    /// The map of the given kind in the given layer of a BERT encoder.
    public init(layer: Int, kind: LinearKind) {
        self.init(layer: layer, place: kind.rawValue)
    }
}

extension LoRALayout {
    /// Adapters of one rank on every linear map of a BERT encoder.
    public init(rank: Int, alpha: Float, configuration: BertConfiguration) {
        let (hidden, wide) = (configuration.hiddenSize, configuration.intermediateSize)
        let maps = (0..<configuration.layerCount).flatMap { layer in
            LinearKind.allCases.map { kind in
                AdaptedMap(
                    site: LinearSite(layer: layer, kind: kind), target: kind.moduleName,
                    moduleName: "encoder.layer.\(layer).\(kind.moduleName)",
                    inputs: kind == .output ? wide : hidden,
                    outputs: kind == .intermediate ? wide : hidden)
            }
        }
        self.init(rank: rank, alpha: alpha, maps: maps)
    }
}

/// A frozen linear map y = x Wᵀ + b, packed for both directions.
struct FrozenLinear: Sendable {
    let inputs: Int
    let outputs: Int
    private let bias: [Float]
    private let forward: PackedMatrix
    private let backward: PackedMatrix?

    /// Packs the map.
    ///
    /// - Parameters:
    ///   - weight: W, [outputs, inputs].
    ///   - bias: b, one per output.
    ///   - trainable: whether to pack W for the backward pass too.
    init(weight: Matrix, bias: [Float], trainable: Bool) {
        inputs = weight.columns
        outputs = weight.rows
        self.bias = bias
        forward = PackedMatrix(transposing: weight)
        backward = trainable ? PackedMatrix(weight) : nil
    }

    func callAsFunction(_ x: Matrix) -> Matrix {
        x.times(forward, bias: bias)
    }

    /// The gradient with respect to x.
    func gradient(_ dy: Matrix) -> Matrix {
        guard let backward else {
            preconditionFailure("a model loaded for inference has no backward pass")
        }
        return dy.times(backward)
    }
}
