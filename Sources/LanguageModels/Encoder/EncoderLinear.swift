internal import Tensors

/// The six linear maps of one encoder layer that low-rank adapters attach to.
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

/// One linear map of one layer.
public struct LinearSite: Hashable, Sendable {
    /// The layer, from 0 at the input.
    public let layer: Int
    /// Which of the layer's maps.
    public let kind: LinearKind

    /// The map of the given kind in the given layer.
    public init(layer: Int, kind: LinearKind) {
        self.layer = layer
        self.kind = kind
    }

    /// The module's name in the model, such as `encoder.layer.0.attention.self.query`.
    public var moduleName: String { "encoder.layer.\(layer).\(kind.moduleName)" }
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
    ///   - bias: b, one an output.
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
