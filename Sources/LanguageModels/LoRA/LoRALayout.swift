/// Where each low-rank matrix lies in the flat vector of an adapter's parameters.
///
/// For a linear map y = x Wᵀ + b an adapter adds scale · (x Aᵀ) Bᵀ with A [rank, inputs] and
/// B [outputs, rank] (Hu et al. 2021, arXiv 2106.09685, equation 3). The flat vector holds, site
/// after site, A and then Bᵀ [rank, outputs], both row-major.
public struct LoRALayout: Equatable, Sendable {
    /// Rank of every low-rank matrix.
    public let rank: Int
    /// alpha: the product is scaled by alpha / rank.
    public let alpha: Float
    /// Total number of parameters.
    public let parameterCount: Int
    /// The maps in the order of the vector.
    public let maps: [AdaptedMap]
    private let slots: [LinearSite: Slot]

    /// The place and size of one site's matrices.
    public struct Slot: Equatable, Sendable {
        /// Inputs of the linear map: columns of A.
        public let inputs: Int
        /// Outputs of the linear map: columns of Bᵀ.
        public let outputs: Int
        /// Offset of A.
        public let a: Int
        /// Offset of Bᵀ.
        public let b: Int
    }

    /// The factor alpha / rank.
    public var scale: Float { alpha / Float(rank) }

    /// Adapters of one rank on linear maps of a model.
    ///
    /// - Parameters:
    ///   - rank: the rank of every matrix.
    ///   - alpha: the scale's numerator.
    ///   - maps: the maps in the order of the vector, as the kind of model names them.
    public init(rank: Int, alpha: Float, maps: [AdaptedMap]) {
        self.rank = rank
        self.alpha = alpha
        var slots: [LinearSite: Slot] = [:]
        var at = 0
        for map in maps {
            slots[map.site] = Slot(
                inputs: map.inputs, outputs: map.outputs, a: at, b: at + rank * map.inputs)
            at += rank * (map.inputs + map.outputs)
        }
        self.slots = slots
        self.maps = maps
        parameterCount = at
    }

    /// The place of a site's matrices; nil where the adapter has none.
    public func slot(_ site: LinearSite) -> Slot? { slots[site] }
}

/// A place in a model where a linear map stands: a layer, and which of the layer's maps.
public struct LinearSite: Hashable, Sendable {
    /// The layer, from 0 at the input.
    public let layer: Int
    /// The map's number in its layer, as the kind of model counts them.
    public let place: Int

    /// A place.
    public init(layer: Int, place: Int) {
        self.layer = layer
        self.place = place
    }
}

/// A linear map that an adapter attaches to.
public struct AdaptedMap: Equatable, Sendable {
    /// Where it stands.
    public let site: LinearSite
    /// Its module's name below its layer, such as `attention.self.query`.
    public let target: String
    /// Its module's name in the model, such as `encoder.layer.0.attention.self.query`.
    public let moduleName: String
    /// Inputs of the map.
    public let inputs: Int
    /// Outputs of the map.
    public let outputs: Int

    /// A map.
    public init(site: LinearSite, target: String, moduleName: String, inputs: Int, outputs: Int) {
        self.site = site
        self.target = target
        self.moduleName = moduleName
        self.inputs = inputs
        self.outputs = outputs
    }
}
