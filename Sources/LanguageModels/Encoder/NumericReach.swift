internal import Tensors

/// How large the numbers of a model can become, whatever it is asked.
///
/// Weights that are finite one by one can still make sums that are not, and what follows from an
/// infinite number traps: eight-bit rows, weights of an answer. So a model is refused when it
/// is loaded, by the tensor that makes it possible.
///
/// The bounds follow the kernels. A product's every partial sum is at most the largest sum of
/// magnitudes in a row of weights, times the largest input, and the bias. A normalised element is
/// at most √width. Attention averages values, gelu shrinks. What goes into a normalisation or into
/// a product of two activations is squared and summed there over the width, so nothing may exceed
/// ``SummableRange/limit(width:)``.
struct NumericReach {
    /// A linear map with a bias: the largest sum of magnitudes in a row, and the largest offset.
    struct Map: Sendable {
        private let name: String
        private let gain: Double
        private let offset: Double

        /// Of W, [outputs, inputs], and b of a module.
        init(_ name: String, _ weight: Matrix, bias: [Float]) {
            self.name = name
            gain = Self.largestRowSum(weight.values, columns: weight.columns)
            offset = NumericReach.largest(bias)
        }

        /// The largest output for inputs up to a magnitude.
        func callAsFunction(_ input: Double) -> Double { gain * input + offset }

        /// The tensor that makes outputs large.
        func tensor(width: Int) -> String {
            name + (offset > SummableRange.limit(width: width) / 2 ? ".bias" : ".weight")
        }

        /// The largest sum of magnitudes in a row.
        static func largestRowSum(_ values: some Collection<Float>, columns: Int) -> Double {
            var (largest, sum, column) = (0.0, 0.0, 0)
            for value in values {
                sum += Double(abs(value))
                column += 1
                guard column == columns else { continue }
                largest = max(largest, sum)
                (sum, column) = (0, 0)
            }
            return largest
        }
    }

    /// A normalisation's largest output.
    struct Norm: Sendable {
        private let name: String
        private let offset: Double
        let output: Double

        init(_ name: String, weight: [Float], bias: [Float], epsilon: Float) {
            self.name = name
            // The squares of a difference under 1e-19 vanish: the deviation is then the epsilon's.
            let normal =
                1.01 * Double(weight.count).squareRoot() + 1e-19 / Double(epsilon).squareRoot()
            offset = NumericReach.largest(bias)
            output = normal * NumericReach.largest(weight) + offset
        }

        /// The tensor that makes outputs large.
        func tensor(width: Int) -> String {
            name + (offset > SummableRange.limit(width: width) / 2 ? ".bias" : ".weight")
        }
    }

    static func largest(_ values: some Sequence<Float>) -> Double {
        values.reduce(0) { max($0, Double(abs($1))) }
    }

    /// Refuses a tensor behind which numbers could leave the range.
    static func require(
        _ reach: Double, width: Int, of tensor: String
    ) throws(SafetensorsError) -> Double {
        guard reach <= SummableRange.limit(width: width) else { throw .beyondReach(tensor: tensor) }
        return reach
    }
}

extension LoRAAdapter {
    /// What the adapter adds at a site at most, for inputs up to a magnitude.
    ///
    /// - Throws: ``SafetensorsError/beyondReach(tensor:)`` with the tensor's name in a PEFT folder.
    func reach(
        at site: LinearSite, input: Double, width: Int
    ) throws(SafetensorsError) -> Double {
        guard let slot = layout.slot(site),
            let name = layout.maps.first(where: { $0.site == site })?.moduleName
        else { return 0 }
        let prefix = "base_model.model.\(name)"
        let low = NumericReach.Map.largestRowSum(a(slot), columns: slot.inputs) * input
        let scale = Double(abs(layout.scale))
        let small = try NumericReach.require(
            max(low, scale * low), width: width, of: prefix + ".lora_A.weight")
        // Bᵀ is [rank, outputs]: the sum over the rank is at most rank times its largest element.
        let up = Double(layout.rank) * NumericReach.largest(bTransposed(slot))
        return try NumericReach.require(up * small, width: width, of: prefix + ".lora_B.weight")
    }
}

extension BertEncoder {
    /// Refuses weights, or an adapter over them, with which a number could leave the range of Float
    /// for some question.
    ///
    /// - Throws: ``SafetensorsError/beyondReach(tensor:)``.
    public func requireReach(_ adapter: LoRAAdapter? = nil) throws(SafetensorsError) {
        var hidden = embeddings.reach.output
        let width = max(configuration.hiddenSize, configuration.intermediateSize)
        hidden = try NumericReach.require(
            hidden, width: width, of: embeddings.reach.tensor(width: width))
        for layer in layers {
            hidden = try layer.reach(from: hidden, adapter, width: width)
        }
    }
}

extension BertLayer {
    /// The largest element behind the layer, for inputs up to a magnitude.
    fileprivate func reach(
        from input: Double, _ adapter: LoRAAdapter?, width: Int
    ) throws(SafetensorsError) -> Double {
        func apply(_ kind: LinearKind, _ x: Double) throws(SafetensorsError) -> Double {
            let map = maps[kind.rawValue]
            let tensor = map.tensor(width: width)
            let y = try NumericReach.require(map(x), width: width, of: tensor)
            guard let adapter else { return y }
            let added = try adapter.reach(
                at: LinearSite(layer: index, kind: kind), input: x, width: width)
            return try NumericReach.require(y + added, width: width, of: tensor)
        }
        func normalise(
            _ x: Double, _ norm: NumericReach.Norm, after kind: LinearKind
        ) throws(SafetensorsError) -> Double {
            _ = try NumericReach.require(
                x, width: width, of: maps[kind.rawValue].tensor(width: width))
            return try NumericReach.require(
                norm.output, width: width, of: norm.tensor(width: width))
        }
        _ = try apply(.query, input)
        _ = try apply(.key, input)
        let attended = try apply(.attentionOutput, apply(.value, input))
        let middle = try normalise(attended + input, norms.attention, after: .attentionOutput)
        let narrow = try apply(.output, apply(.intermediate, middle))
        return try normalise(narrow + middle, norms.output, after: .output)
    }
}
