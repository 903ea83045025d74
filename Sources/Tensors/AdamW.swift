internal import Kernels

/// AdamW with decoupled weight decay (Loshchilov and Hutter 2019, arXiv 1711.05101, algorithm 2)
/// over one flat vector of parameters.
public struct AdamW: Sendable {
    /// Exponential averages' factors, the denominator's guard and the decay.
    public struct Settings: Sendable {
        /// Decay of the first moment's average.
        public var beta1: Float
        /// Decay of the second moment's average.
        public var beta2: Float
        /// Added to the root of the second moment.
        public var epsilon: Float
        /// Weight decay, multiplied by the learning rate at each step.
        public var weightDecay: Float

        /// Decays lie in [0, 1); epsilon is over zero.
        public init(beta1: Float, beta2: Float, epsilon: Float, weightDecay: Float) {
            self.beta1 = beta1
            self.beta2 = beta2
            self.epsilon = epsilon
            self.weightDecay = weightDecay
        }
    }

    /// First moments, one per parameter.
    public private(set) var moment1: [Float]
    /// Second moments, one per parameter.
    public private(set) var moment2: [Float]
    private let settings: Settings
    private var power1: Float = 1
    private var power2: Float = 1

    /// An optimiser at rest for `count` parameters.
    public init(count: Int, settings: Settings) {
        moment1 = [Float](repeating: 0, count: count)
        moment2 = moment1
        self.settings = settings
    }

    /// One step against the gradient.
    public mutating func step(
        _ parameters: inout [Float], gradient: [Float], learningRate: Float
    ) {
        precondition(parameters.count == moment1.count && gradient.count == moment1.count)
        power1 *= settings.beta1
        power2 *= settings.beta2
        let step = ol_adamw(
            learning_rate: learningRate, beta1: settings.beta1, beta2: settings.beta2,
            epsilon: settings.epsilon, weight_decay: settings.weightDecay,
            correction1: 1 / (1 - power1), correction2: 1 / (1 - power2))
        unsafe ol_adamw_step(
            parameters.count, step, gradient, &parameters, &moment1, &moment2)
    }
}
