public import Tensors

/// The weight of a linear map, [outputs, inputs], as its file stores it.
public enum LinearWeight: Equatable, Sendable {
    /// Numbers of single precision, row after row.
    case floats(Matrix)
    /// Integers under scales.
    case blocks(BlockQuantisedMatrix)

    /// Number of rows.
    public var outputs: Int {
        switch self {
        case .floats(let matrix): matrix.rows
        case .blocks(let matrix): matrix.rows
        }
    }

    /// Elements in a row.
    public var inputs: Int {
        switch self {
        case .floats(let matrix): matrix.columns
        case .blocks(let matrix): matrix.columns
        }
    }

    /// The numbers, whichever way they are stored.
    public var matrix: Matrix {
        switch self {
        case .floats(let matrix): matrix
        case .blocks(let matrix): matrix.matrix
        }
    }

    /// The rows at the given indices, in their order.
    func rows(at indices: [Int]) -> LinearWeight {
        switch self {
        case .floats(let matrix): .floats(matrix.rows(at: indices))
        case .blocks(let matrix): .blocks(matrix.rows(at: indices))
        }
    }
}

/// A linear map x ↦ W·x + b of a decoder.
public struct LinearMapWeights: Equatable, Sendable {
    /// W, [outputs, inputs].
    public let weight: LinearWeight
    /// b, [outputs]; nil where the map has none.
    public let bias: [Float]?
}

/// All tensors of one layer of a decoder.
public struct DecoderLayerWeights: Equatable, Sendable {
    /// Weights of the normalisation before attention, [width].
    public let attentionNorm: [Float]
    /// Width to queries; rows in Hugging Face's order, the halves of a head one after the other.
    public let query: LinearMapWeights
    /// Width to keys, in the same order.
    public let key: LinearMapWeights
    /// Width to values.
    public let value: LinearMapWeights
    /// Attended values to width.
    public let output: LinearMapWeights
    /// Weights of the normalisation of each query head, [headSize]; nil where there is none.
    public let queryNorm: [Float]?
    /// Weights of the normalisation of each key head, [headSize]; nil where there is none.
    public let keyNorm: [Float]?
    /// Weights of the normalisation before the feed-forward net, [width].
    public let feedForwardNorm: [Float]
    /// Width to the feed-forward net's width, what SiLU is applied to.
    public let gate: LinearMapWeights
    /// Width to the feed-forward net's width.
    public let up: LinearMapWeights
    /// The feed-forward net's width back to width.
    public let down: LinearMapWeights
}
