import Foundation
import LanguageModels
import Tensors
import Testing
import Wire

/// The real base model: where OPENLEDGER_MODEL says, or where `make build` put it.
private struct RealModel {
    let folder: SentenceEncoderFolder
    let encoder: BertEncoder

    init() throws {
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let path =
            ProcessInfo.processInfo.environment["OPENLEDGER_MODEL"]
            ?? repository.path + "/.cache/models/all-MiniLM-L6-v2"
        try #require(
            FileManager.default.fileExists(atPath: path + "/model.safetensors"),
            "The base model is not at \(path); run `make build`, which fetches it.")
        folder = try SentenceEncoderFolder(path: path)
        encoder = try BertEncoder(
            configuration: folder.configuration, weights: folder.weights(), trainable: false)
    }
}

private func bytes(ofFixture name: String) throws -> [UInt8] {
    let url = try #require(
        Bundle.module.url(forResource: "Fixtures/" + name, withExtension: nil))
    return [UInt8](try Data(contentsOf: url))
}

private func bits(_ values: some Sequence<Float>) -> [UInt32] { values.map(\.bitPattern) }

@Suite struct `Embeddings of the real model` {
    static func texts() throws -> [String] {
        let file = try JSONValue(parsing: bytes(ofFixture: "embeddings.json"), limit: 1 << 20)
        let texts = try #require(file.arrayValue)
        return texts.compactMap(\.stringValue)
    }

    @Test func `equal those of sentence-transformers within 0.00001`() throws {
        let model = try RealModel()
        let texts = try Self.texts()
        let file = try NumPyFile(bytes: bytes(ofFixture: "embeddings.npy"))
        guard case .float32(let expected) = file.elements else {
            Issue.record("embeddings.npy holds numbers of another type")
            return
        }
        #expect(texts.count >= 60 && file.shape == [texts.count, 384])
        #expect(model.folder.normalisesEmbeddings)
        let pooled = model.encoder.pooled(
            texts.map(model.folder.tokens), threads: ComputeThreads(count: 2))
        var largest: Float = 0
        for row in texts.indices {
            let length = pooled.row(row).dot(pooled.row(row)).squareRoot()
            for column in 0..<pooled.columns {
                let difference = abs(pooled[row, column] / length - expected[row * 384 + column])
                #expect(difference <= 1e-5, "text \(row), element \(column)")
                largest = max(largest, difference)
            }
        }
        print("Largest difference from sentence-transformers: \(largest)")
    }

    @Test func `have the same bits alone, in a batch of 64, and on any number of threads`() throws {
        let model = try RealModel()
        let sequences = Array(try Self.texts().map(model.folder.tokens).prefix(64))
        #expect(sequences.count == 64 && Set(sequences.map(\.count)).count > 20)
        let batch = model.encoder.pooled(TokenBatch(sequences))
        for count in 1...2 {
            let team = model.encoder.pooled(sequences, threads: ComputeThreads(count: count))
            #expect(bits(team.values) == bits(batch.values))
        }
        let alone = ComputeThreads(count: 2).map(sequences.count) {
            model.encoder.pooled(TokenBatch([sequences[$0]]))
        }
        for row in sequences.indices {
            #expect(bits(alone[row].values) == bits(batch.row(row)), "text \(row)")
        }
    }
}
