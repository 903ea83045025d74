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
    /// Sites in the order of the vector.
    public let sites: [LinearSite]
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

    /// Adapters of one rank on every linear map of a BERT encoder.
    public init(rank: Int, alpha: Float, configuration: BertConfiguration) {
        self.rank = rank
        self.alpha = alpha
        let (hidden, wide) = (configuration.hiddenSize, configuration.intermediateSize)
        var slots: [LinearSite: Slot] = [:]
        var sites: [LinearSite] = []
        var at = 0
        for layer in 0..<configuration.layerCount {
            for kind in LinearKind.allCases {
                let inputs = kind == .output ? wide : hidden
                let outputs = kind == .intermediate ? wide : hidden
                let site = LinearSite(layer: layer, kind: kind)
                slots[site] = Slot(
                    inputs: inputs, outputs: outputs, a: at, b: at + rank * inputs)
                sites.append(site)
                at += rank * (inputs + outputs)
            }
        }
        self.slots = slots
        self.sites = sites
        parameterCount = at
    }

    /// The place of a site's matrices; nil where the adapter has none.
    public func slot(_ site: LinearSite) -> Slot? { slots[site] }
}
