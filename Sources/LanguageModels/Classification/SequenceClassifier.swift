public import Tensors

/// An encoder with low-rank adapters and a linear head that puts a sequence into one of several
/// classes.
///
/// The head reads f = 20 · e / |e|, e the mean of the sequence's last hidden states; the factor
/// gives the logits of a unit-length feature a useful range.
public struct SequenceClassifier: Sendable {
    /// The factor that stretches unit-length features.
    public static let featureScale: Float = 20
    /// Sequences in one unit of training work.
    ///
    /// Gradients are added in the order of these units, so the number is part of the arithmetic
    /// and fixed.
    public static let sequencesPerUnit = 8

    /// The frozen encoder.
    public let encoder: BertEncoder

    /// A classifier over an encoder.
    public init(encoder: BertEncoder) {
        self.encoder = encoder
    }

    /// Mean loss of a batch and its gradients.
    public struct Gradients: Sendable {
        /// Cross-entropy of each sequence, in nats.
        public let losses: [Float]
        /// With respect to the adapter's flat vector.
        public let adapter: [Float]
        /// With respect to the head, flat as weights [classes, width] then biases.
        public let head: [Float]
    }

    /// Features f of many sequences, [sequences, width].
    public func features(
        _ sequences: [[Int32]], adapter: LoRAAdapter? = nil, threads: ComputeThreads
    ) -> Matrix {
        Self.scaled(encoder.pooled(sequences, adapter: adapter, threads: threads))
    }

    /// Features f of many sequences, with an adapter that is laid out already.
    public func features(
        _ sequences: [[Int32]], packed: PackedAdapter, threads: ComputeThreads
    ) -> Matrix {
        Self.scaled(encoder.pooled(sequences, packed: packed, threads: threads))
    }

    /// Gradients of the mean cross-entropy of a batch.
    public func gradients(
        _ sequences: [[Int32]], labels: [Int], adapter: LoRAAdapter,
        head: SoftmaxRegression.Parameters, threads: ComputeThreads
    ) -> Gradients {
        let packed = PackedAdapter(adapter)
        let packedHead = PackedHead(head)
        let size = Self.sequencesPerUnit
        let units = threads.map((sequences.count + size - 1) / size) { unit in
            let range = unit * size..<min(sequences.count, (unit + 1) * size)
            return gradients(
                TokenBatch(sequences[range]), Array(labels[range]), packed, packedHead,
                perSequence: false)
        }
        var losses: [Float] = []
        var adapterSum = [Float](repeating: 0, count: adapter.parameters.count)
        var headSum = [Float](repeating: 0, count: head.weights.values.count + head.bias.count)
        for unit in units {
            losses += unit.losses
            adapterSum.add(unit.adapter[0])
            headSum.add(unit.head)
        }
        let share = 1 / Float(sequences.count)
        adapterSum.scale(by: share)
        headSum.scale(by: share)
        return Gradients(losses: losses, adapter: adapterSum, head: headSum)
    }

    /// The gradient of each sequence's own cross-entropy with respect to the adapter's vector.
    ///
    /// The activations' gradients are shared; only the last small product of each linear map is
    /// taken sequence by sequence.
    public func gradientsPerSequence(
        _ sequences: [[Int32]], labels: [Int], adapter: LoRAAdapter,
        head: SoftmaxRegression.Parameters, threads: ComputeThreads
    ) -> [[Float]] {
        let packed = PackedAdapter(adapter)
        let packedHead = PackedHead(head)
        let size = Self.sequencesPerUnit
        return threads.map((sequences.count + size - 1) / size) { unit in
            let range = unit * size..<min(sequences.count, (unit + 1) * size)
            return gradients(
                TokenBatch(sequences[range]), Array(labels[range]), packed, packedHead,
                perSequence: true
            ).adapter
        }.flatMap { $0 }
    }

    /// f = 20 · e / |e| for each row e.
    public static func scaled(_ pooled: Matrix) -> Matrix {
        var result = pooled
        for row in 0..<pooled.rows {
            let factor = featureScale * inverseLength(pooled.row(row))
            for column in 0..<pooled.columns { result[row, column] *= factor }
        }
        return result
    }

    private static func inverseLength(_ row: ArraySlice<Float>) -> Float {
        1 / max(row.dot(row).squareRoot(), 1e-12)
    }

    private func gradients(
        _ batch: TokenBatch, _ labels: [Int], _ adapter: PackedAdapter, _ head: PackedHead,
        perSequence: Bool
    ) -> (losses: [Float], adapter: [[Float]], head: [Float]) {
        let (pooled, trace) = encoder.forward(batch, adapter, keepingTrace: true)
        let features = Self.scaled(pooled)
        let (losses, logitGradient) = head.lossAndGradient(features, labels)
        let headGradient = head.gradient(logitGradient, features)
        var gradient = logitGradient.times(head.backward)
        for row in 0..<batch.count {
            // d f / d e = (20 / |e|) (I − ê êᵀ)
            let inverse = Self.inverseLength(pooled.row(row))
            let along = gradient.row(row).dot(pooled.row(row)) * inverse
            for column in 0..<pooled.columns {
                let unit = pooled[row, column] * inverse
                gradient[row, column] =
                    Self.featureScale * inverse * (gradient[row, column] - along * unit)
            }
        }
        var target = AdapterGradients(
            layout: adapter.layout, sequences: batch.count, perSequence: perSequence)
        encoder.backward(gradient, batch, adapter, trace, into: &target)
        return (losses, target.vectors, headGradient)
    }
}
