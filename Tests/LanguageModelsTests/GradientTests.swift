import LanguageModels
import ModelTestKit
import Tensors
import Testing
import Wire

private let threads = ComputeThreads(count: 2)

private func head(_ classes: Int, seed: UInt64 = 4) -> SoftmaxRegression.Parameters {
    var random = SeededBytes(seed: seed, label: "tiny head")
    return SoftmaxRegression.Parameters(
        weights: Matrix(
            rows: classes, columns: TinyEncoder.width,
            values: (0..<classes * TinyEncoder.width).map { _ in
                0.2 * (random.unitFloat() - 0.5)
            }),
        bias: (0..<classes).map { _ in random.unitFloat() - 0.5 })
}

@Suite struct `Gradients of a classifier` {
    @Test func `agree with finite differences in double precision`() throws {
        let tiny = try TinyEncoder()
        let adapter = tiny.adapter()
        let reference = DoubleReference(tiny: tiny, layout: adapter.layout)
        let sequences = tiny.sequences([5, 1, 9, 3, 12, 2, 7, 4, 6, 8, 5])
        let labels = sequences.indices.map { $0 % 3 }
        let head = head(3)
        let gradients = SequenceClassifier(encoder: tiny.encoder).gradients(
            sequences, labels: labels, adapter: adapter, head: head, threads: threads)
        let parameters = adapter.parameters.map(Double.init)
        func loss(_ parameters: [Double], _ head: SoftmaxRegression.Parameters) -> Double {
            sequences.indices.reduce(0.0) {
                $0
                    + reference.loss(
                        sequences[$1], label: labels[$1], parameters: parameters, head: head)
            } / Double(sequences.count)
        }
        let meanLoss = gradients.losses.reduce(0) { $0 + Double($1) } / Double(sequences.count)
        #expect(abs(meanLoss - loss(parameters, head)) < 1e-5)
        // The first and the last element of A and of B at every site.
        let places = adapter.layout.maps.compactMap { adapter.layout.slot($0.site) }.flatMap {
            [$0.a, $0.b - 1, $0.b, $0.b + adapter.layout.rank * $0.outputs - 1]
        }
        #expect(places.count == 48 && places.last == parameters.count - 1)
        for index in places {
            var (up, down) = (parameters, parameters)
            up[index] += 1e-4
            down[index] -= 1e-4
            let difference = (loss(up, head) - loss(down, head)) / 2e-4
            #expect(
                abs(difference - Double(gradients.adapter[index])) < 1e-5 + 1e-3 * abs(difference),
                "parameter \(index)")
        }
        for index in stride(from: 0, to: gradients.head.count, by: 5) {
            var (up, down) = (head, head)
            let step: Float = 1.0 / 256
            if index < head.weights.values.count {
                up.weights.values[index] += step
                down.weights.values[index] -= step
            } else {
                up.bias[index - head.weights.values.count] += step
                down.bias[index - head.weights.values.count] -= step
            }
            let difference = (loss(parameters, up) - loss(parameters, down)) / (2 * Double(step))
            #expect(
                abs(difference - Double(gradients.head[index])) < 1e-4 + 2e-3 * abs(difference))
        }
    }

    @Test func `of single sequences add up to the batch's`() throws {
        let tiny = try TinyEncoder()
        let classifier = SequenceClassifier(encoder: tiny.encoder)
        let sequences = tiny.sequences([5, 1, 9, 3, 12, 2, 7, 4, 6, 8, 5])
        let labels = sequences.indices.map { $0 % 3 }
        let batch = classifier.gradients(
            sequences, labels: labels, adapter: tiny.adapter(), head: head(3), threads: threads)
        let single = classifier.gradientsPerSequence(
            sequences, labels: labels, adapter: tiny.adapter(), head: head(3), threads: threads)
        #expect(single.count == sequences.count)
        for index in batch.adapter.indices {
            let sum = single.reduce(0) { $0 + Double($1[index]) } / Double(sequences.count)
            #expect(abs(sum - Double(batch.adapter[index])) < 1e-5)
        }
        // A sequence alone has the gradient that it has beside others, bit for bit.
        let alone = classifier.gradientsPerSequence(
            [sequences[4]], labels: [labels[4]], adapter: tiny.adapter(), head: head(3),
            threads: threads)
        #expect(alone[0].map(\.bitPattern) == single[4].map(\.bitPattern))
    }
}

@Suite(.serialized) struct `An encoder` {
    @Test func `gives a sequence the same bits alone and in any batch`() throws {
        let tiny = try TinyEncoder()
        let sequences = tiny.sequences((1...40).map { 1 + $0 % 12 })
        let all = tiny.encoder.pooled(sequences, adapter: tiny.adapter(), threads: threads)
        for (row, sequence) in sequences.enumerated() {
            let alone = tiny.encoder.pooled(TokenBatch([sequence]), adapter: tiny.adapter())
            #expect(alone.values.map(\.bitPattern) == all.row(row).map(\.bitPattern))
        }
    }

    @Test func `gives the same bits on every path and number of threads`() throws {
        let before = KernelPath.current
        defer { try? KernelPath.select(before) }
        let tiny = try TinyEncoder()
        let sequences = tiny.sequences((1...40).map { 1 + $0 % 12 })
        var seen: Set<[UInt32]> = []
        for path in KernelPath.available {
            try KernelPath.select(path)
            for count in 1...3 {
                let pooled = tiny.encoder.pooled(
                    sequences, adapter: tiny.adapter(), threads: ComputeThreads(count: count))
                seen.insert(pooled.values.map(\.bitPattern))
            }
        }
        #expect(seen.count == 1)
    }
}
