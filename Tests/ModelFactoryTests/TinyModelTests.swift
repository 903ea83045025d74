import LanguageModels
import ModelFactory
import ModelTestKit
import Tensors
import Testing
import Wire

@Suite struct `The tiny model` {
    private static let folder = Result { try SentenceEncoderFolder(path: TinyModel.shared.path) }

    private static func classifier(of folder: SentenceEncoderFolder) throws -> SequenceClassifier {
        SequenceClassifier(
            encoder: try BertEncoder(
                configuration: folder.configuration, weights: folder.weights(), trainable: true))
    }

    @Test func `is a folder as the base model's, whose tokenizer knows the made-up words`() throws {
        let folder = try Self.folder.get()
        #expect(folder.normalisesEmbeddings)
        #expect(folder.maximumTokens == 64)
        #expect(folder.configuration.vocabularySize == TinyModel.pieces.count)
        #expect(Set(TinyModel.pieces).count == TinyModel.pieces.count)
        for (_, words) in MadeUpRows.words {
            #expect(folder.tokens(of: words.joined(separator: " ")).count == words.count + 2)
        }
        let unknown = Int32(try #require(TinyModel.pieces.firstIndex(of: "[UNK]")))
        #expect(!folder.tokens(of: "Zebra-3.1, (x/y) it's + 2 QUX").contains(unknown))
        #expect(folder.tokens(of: "ж").contains(unknown))
    }

    @Test func `has other weights from another seed, and the same from the same`() throws {
        func weights(_ seed: UInt64) -> [UInt8] { TinyModel.weights(seed: seed).file }
        #expect(weights(1) == weights(1))
        #expect(weights(1) != weights(2))
        #expect(weights(1).count < 1 << 16)
    }

    @Test func `is tuned on sixty rows to tell unseen rows apart`() throws {
        let folder = try Self.folder.get()
        let classifier = try Self.classifier(of: folder)
        let threads = ComputeThreads(count: 1)
        let rows = MadeUpRows.rows(60)
        let hidden = MadeUpRows.rows(60, seed: 2)
        func classes(_ rows: [(text: String, label: String)]) -> [Int] {
            rows.compactMap { MadeUpRows.labels.firstIndex(of: $0.label) }
        }
        let tokens = rows.map { folder.tokens(of: $0.text) }
        let began = ContinuousClock.now
        var recipe = TrainingRecipe()
        recipe.epochs = 4
        var run = LoRATrainer(
            recipe: recipe, classifier: classifier, sequences: tokens,
            labels: classes(rows), classes: MadeUpRows.labels.count,
            frozenFeatures: classifier.features(tokens, threads: threads),
            seed: .sha256([1]), threads: threads)
        while !run.isFinished { run.advance(threads: threads) }
        #expect(ContinuousClock.now - began < .seconds(5), "tests of services need it at once")
        let features = classifier.features(
            hidden.map { folder.tokens(of: $0.text) }, adapter: run.adapter, threads: threads)
        let truth = classes(hidden)
        let right = (0..<features.rows).count { row in
            let scores = run.head.bias.indices.map {
                run.head.bias[$0] + run.head.weights.row($0).dot(features.row(row))
            }
            return scores.firstIndex(of: scores.max() ?? 0) == truth[row]
        }
        #expect(right >= 54, "\(right) of 60")
    }
}
