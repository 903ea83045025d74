internal import Tensors
public import Wire

/// The trained numbers of a low-rank adapter.
public struct LoRAAdapter: Equatable, Sendable {
    /// Where each matrix lies.
    public let layout: LoRALayout
    /// The flat vector of parameters, `layout.parameterCount` of them.
    public var parameters: [Float]

    /// An adapter of given parameters.
    public init(layout: LoRALayout, parameters: [Float]) {
        precondition(parameters.count == layout.parameterCount)
        self.layout = layout
        self.parameters = parameters
    }

    /// An adapter that changes nothing yet: A uniform in ±1/√inputs, B zero.
    public init(layout: LoRALayout, random: inout SeededBytes) {
        var parameters = [Float](repeating: 0, count: layout.parameterCount)
        for map in layout.maps {
            guard let slot = layout.slot(map.site) else { continue }
            let bound = 1 / Float(slot.inputs).squareRoot()
            for index in slot.a..<slot.b {
                parameters[index] = (2 * random.unitFloat() - 1) * bound
            }
        }
        self.init(layout: layout, parameters: parameters)
    }

    /// A of a site, [rank, inputs].
    public func a(_ slot: LoRALayout.Slot) -> ArraySlice<Float> {
        parameters[slot.a..<slot.b]
    }

    /// Bᵀ of a site, [rank, outputs].
    public func bTransposed(_ slot: LoRALayout.Slot) -> ArraySlice<Float> {
        parameters[slot.b..<slot.b + layout.rank * slot.outputs]
    }
}

/// An adapter's matrices, packed for the passes of one optimiser step or of many questions; shared
/// by all threads.
public struct PackedAdapter: Sendable {
    struct Pair: Sendable {
        let slot: LoRALayout.Slot
        /// Aᵀ, [inputs, rank].
        let down: PackedMatrix
        /// Bᵀ, [rank, outputs].
        let up: PackedMatrix
        /// B, [outputs, rank], and A, [rank, inputs]: for the backward pass.
        let upTransposed: PackedMatrix
        let downTransposed: PackedMatrix
    }

    let layout: LoRALayout
    private let pairs: [LinearSite: Pair]

    /// Lays an adapter out; the result serves any number of passes.
    public init(_ adapter: LoRAAdapter) {
        layout = adapter.layout
        let rank = layout.rank
        var pairs: [LinearSite: Pair] = [:]
        for map in layout.maps {
            guard let slot = layout.slot(map.site) else { continue }
            let (a, b) = (adapter.a(slot), adapter.bTransposed(slot))
            pairs[map.site] = Pair(
                slot: slot,
                down: PackedMatrix(
                    a, depth: slot.inputs, columns: rank, rowStride: 1, columnStride: slot.inputs),
                up: PackedMatrix(
                    b, depth: rank, columns: slot.outputs, rowStride: slot.outputs,
                    columnStride: 1),
                upTransposed: PackedMatrix(
                    b, depth: slot.outputs, columns: rank, rowStride: 1,
                    columnStride: slot.outputs),
                downTransposed: PackedMatrix(
                    a, depth: rank, columns: slot.inputs, rowStride: slot.inputs, columnStride: 1))
        }
        self.pairs = pairs
    }

    subscript(site: LinearSite) -> Pair? { pairs[site] }
}
