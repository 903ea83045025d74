internal import Tensors

/// One transformer layer: attention and a feed-forward net, each with a residual and a
/// normalisation after it.
struct BertLayer: Sendable {
    let index: Int
    private let linears: [FrozenLinear]
    private let attention: Attention
    private let attentionNorm: LayerNorm
    private let outputNorm: LayerNorm
    /// How far the linear maps reach, in the order of `LinearKind`.
    let maps: [NumericReach.Map]
    /// How far the normalisations reach.
    let norms: (attention: NumericReach.Norm, output: NumericReach.Norm)

    /// What the backward pass needs of a forward pass.
    struct Trace: Sendable {
        let input: Matrix
        let query: Matrix
        let key: Matrix
        let value: Matrix
        let context: Matrix
        let attention: Attention.Trace
        let attentionNorm: LayerNorm.Trace
        let middle: Matrix
        let wide: Matrix
        let activated: Matrix
        let outputNorm: LayerNorm.Trace
        /// scale · x Aᵀ at each site, in the order of `LinearKind`.
        let low: [Matrix]
    }

    init(_ weights: BertWeights, index: Int, trainable: Bool) throws {
        let sizes = weights.configuration
        let prefix = "encoder.layer.\(index)."
        self.index = index
        var (linears, maps): ([FrozenLinear], [NumericReach.Map]) = ([], [])
        for kind in LinearKind.allCases {
            let name = prefix + kind.moduleName
            let inputs = kind == .output ? sizes.intermediateSize : sizes.hiddenSize
            let outputs = kind == .intermediate ? sizes.intermediateSize : sizes.hiddenSize
            let weight = try weights.matrix(name + ".weight", outputs, inputs)
            let bias = try weights.vector(name + ".bias", outputs)
            linears.append(FrozenLinear(weight: weight, bias: bias, trainable: trainable))
            maps.append(NumericReach.Map(name, weight, bias: bias))
        }
        self.linears = linears
        self.maps = maps
        attention = Attention(heads: sizes.headCount, width: sizes.hiddenSize)
        let (first, firstReach) = try weights.layerNorm(prefix + "attention.output.LayerNorm")
        let (second, secondReach) = try weights.layerNorm(prefix + "output.LayerNorm")
        (attentionNorm, outputNorm) = (first, second)
        norms = (firstReach, secondReach)
    }

    func forward(
        _ input: Matrix, _ bounds: [Int], _ adapter: PackedAdapter?
    ) -> (output: Matrix, trace: Trace) {
        var low: [Matrix] = []
        func apply(_ kind: LinearKind, _ x: Matrix) -> Matrix {
            var y = linears[kind.rawValue](x)
            if let adapter, let pair = adapter[LinearSite(layer: index, kind: kind)] {
                var small = x.times(pair.down)
                small.scale(by: adapter.layout.scale)
                y.add(small, times: pair.up)
                low.append(small)
            }
            return y
        }
        let query = apply(.query, input)
        let key = apply(.key, input)
        let value = apply(.value, input)
        let (context, attentionTrace) = attention(
            query: query, key: key, value: value, bounds: bounds)
        var attended = apply(.attentionOutput, context)
        attended.add(input)
        let (middle, middleTrace) = attentionNorm(attended)
        let wide = apply(.intermediate, middle)
        let activated = wide.gelu
        var narrow = apply(.output, activated)
        narrow.add(middle)
        let (output, outputTrace) = outputNorm(narrow)
        return (
            output,
            Trace(
                input: input, query: query, key: key, value: value, context: context,
                attention: attentionTrace, attentionNorm: middleTrace, middle: middle, wide: wide,
                activated: activated, outputNorm: outputTrace, low: low)
        )
    }

    /// Turns the gradient with respect to the output into that with respect to the input and adds
    /// the adapters' gradients to `target`.
    func backward(
        _ gradient: inout Matrix, _ bounds: [Int], _ adapter: PackedAdapter, _ trace: Trace,
        into target: inout AdapterGradients
    ) {
        func pass(_ kind: LinearKind, _ dy: Matrix, _ x: Matrix, needsInput: Bool = true) -> Matrix?
        {
            let linear = linears[kind.rawValue]
            var dx = needsInput ? linear.gradient(dy) : nil
            guard let pair = adapter[LinearSite(layer: index, kind: kind)] else { return dx }
            var small = dy.times(pair.upTransposed)
            small.scale(by: adapter.layout.scale)
            dx?.add(small, times: pair.downTransposed)
            target.add(small, x, bounds: bounds, at: pair.slot.a)
            target.add(trace.low[kind.rawValue], dy, bounds: bounds, at: pair.slot.b)
            return dx
        }
        outputNorm.backward(&gradient, trace.outputNorm)
        guard var wide = pass(.output, gradient, trace.activated) else { return }
        wide.multiplyByGELUSlope(at: trace.wide)
        if let middle = pass(.intermediate, wide, trace.middle) { gradient.add(middle) }
        attentionNorm.backward(&gradient, trace.attentionNorm)
        guard let context = pass(.attentionOutput, gradient, trace.context) else { return }
        let (query, key, value) = attention.backward(
            context, query: trace.query, key: trace.key, value: trace.value, bounds: bounds,
            trace.attention)
        // Below the first layer there is nothing to train: its input's gradient is not needed.
        let needsInput = index > 0
        for (kind, dy) in [(LinearKind.query, query), (.key, key), (.value, value)] {
            if let dx = pass(kind, dy, trace.input, needsInput: needsInput) { gradient.add(dx) }
        }
    }
}
