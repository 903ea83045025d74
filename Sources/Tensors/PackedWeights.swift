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
