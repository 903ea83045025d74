import LanguageModels
import ModelFactory
import ModelTestKit
import Tensors
import Testing
import Wire

@Suite(.serialized) struct `A training run` {
    private struct Run: Equatable {
        let adapter: Digest
        let head: Digest
        let transcript: Digest
    }

    private func run(threads count: Int, seed: UInt8 = 1, epochs: Int = 2) throws -> (
        Run, LoRATrainer
    ) {
        let tiny = try TinyEncoder()
        let classifier = SequenceClassifier(encoder: tiny.encoder)
        let threads = ComputeThreads(count: count)
        let (sequences, labels) = (Self.sequences(tiny), Self.labels(tiny))
        var recipe = TrainingRecipe()
        recipe.rank = 2
        recipe.alpha = 4
        recipe.batchRows = 16
        recipe.epochs = epochs
        recipe.stepsPerCommitment = 3
        var trainer = LoRATrainer(
            recipe: recipe, classifier: classifier, sequences: sequences, labels: labels,
            classes: 3, frozenFeatures: classifier.features(sequences, threads: threads),
            seed: Digest.sha256([seed]), threads: threads)
        while !trainer.isFinished { trainer.advance(threads: threads) }
        let head = trainer.head
        return (
            Run(
                adapter: Digest(floats: trainer.adapter.parameters),
                head: Digest(floats: head.weights.values + head.bias),
                transcript: trainer.transcript.root), trainer
        )
    }

    @Test func `gives the same bytes on every path and number of threads`() throws {
        let before = KernelPath.current
        defer { try? KernelPath.select(before) }
        let expected = try run(threads: 1).0
        for path in KernelPath.available {
            try KernelPath.select(path)
            for threads in 1...3 { #expect(try run(threads: threads).0 == expected, "\(path)") }
        }
    }

    @Test func `gives other bytes from another seed`() throws {
        #expect(try run(threads: 2, seed: 2).0 != run(threads: 2, seed: 1).0)
    }

    @Test func `lowers the loss`() throws {
        let few = try run(threads: 2, epochs: 1).1
        let many = try run(threads: 2, epochs: 60).1
        let (first, last) = (try meanLoss(few), try meanLoss(many))
        #expect(last < 0.5 * first, "\(first) nats, then \(last)")
    }

    /// Over all rows, as the trainer's adapter and head stand.
    private func meanLoss(_ trainer: LoRATrainer) throws -> Float {
        let tiny = try TinyEncoder()
        let losses = SequenceClassifier(encoder: tiny.encoder).gradients(
            Self.sequences(tiny), labels: Self.labels(tiny), adapter: trainer.adapter,
            head: trainer.head, threads: ComputeThreads(count: 2)
        ).losses
        return losses.laneSum / Float(losses.count)
    }

    private static func sequences(_ tiny: TinyEncoder) -> [[Int32]] {
        tiny.sequences((0..<50).map { 2 + $0 % 9 })
    }

    private static func labels(_ tiny: TinyEncoder) -> [Int] {
        sequences(tiny).map { Int($0[0]) % 3 }
    }

    @Test func `commits to its state every few steps and at its end`() throws {
        let trainer = try run(threads: 2).1
        #expect(trainer.steps == 8)
        #expect(trainer.transcript.links.map(\.step) == [3, 6, 8])
        #expect(Set(trainer.transcript.links.map(\.parameters)).count == 3)
    }
}
