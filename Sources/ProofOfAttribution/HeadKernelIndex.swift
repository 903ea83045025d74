public import Tensors

/// What attribution by the head kernel needs of a model and its training rows.
///
/// For a row (x, y) with feature f, class probabilities p and d = onehot(y) − p, the head's
/// gradient is d ⊗ f. Its curvature is Kronecker-factored (Martens and Grosse 2015, arXiv
/// 1503.05671) into
///
///     A = mean (f − μ)(f − μ)ᵀ + λ (tr / width) I
///     S = diag(mean p) − mean p pᵀ + λ (tr / classes) I
///
/// With a = L_A⁻¹ (f − μ) and s = L_S⁻¹ d at unit length, the kernel of rows i and j is the cosine
/// of their preconditioned gradients, c = (s_i · s_j)(a_i · a_j), as in RelatIF (Barshan et al.
/// 2020, arXiv 2003.11630). The head is small enough that nothing is projected.
public struct HeadKernelIndex: Equatable, Sendable {
    /// Settings that the index was built with.
    public let settings: HeadKernelSettings
    /// Mean feature of the rows, μ.
    public let mean: [Float]
    /// L_A⁻¹, [width, width].
    public let featureFactor: Matrix
    /// The model's head and then the resampled ones.
    public let heads: [Head]
    /// Unit vectors a of the rows, eight bits an element.
    public let features: QuantisedRows
    /// The rows' classes.
    public let labels: [Int]

    /// One head, its curvature and what it makes of the rows.
    public struct Head: Equatable, Sendable {
        /// Weights and biases.
        public let parameters: SoftmaxRegression.Parameters
        /// L_S⁻¹, [classes, classes].
        public let classFactor: Matrix
        /// Unit vectors s of the rows, eight bits an element.
        public let residuals: QuantisedRows

        /// The factor and the residuals must be those of the parameters over the index's rows.
        public init(
            parameters: SoftmaxRegression.Parameters, classFactor: Matrix, residuals: QuantisedRows
        ) {
            self.parameters = parameters
            self.classFactor = classFactor
            self.residuals = residuals
        }
    }

    /// Puts together what ``HeadKernel`` computed, or what a file holds; nothing is computed.
    public init(
        settings: HeadKernelSettings, mean: [Float], featureFactor: Matrix, heads: [Head],
        features: QuantisedRows, labels: [Int]
    ) {
        self.settings = settings
        self.mean = mean
        self.featureFactor = featureFactor
        self.heads = heads
        self.features = features
        self.labels = labels
    }

    /// Number of rows.
    public var count: Int { labels.count }
    /// Number of classes.
    public var classes: Int { heads[0].parameters.bias.count }

    /// Unit vectors a of features, [rows, width].
    public func whitened(_ features: Matrix) -> Matrix {
        HeadKernel.whitened(
            features, mean: mean, factor: PackedMatrix(transposing: featureFactor))
    }
}
