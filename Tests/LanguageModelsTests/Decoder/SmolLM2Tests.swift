import Foundation
import LanguageModels
import Tensors
import Testing

/// The real model that `make build` fetches; without it these tests are skipped.
enum SmolLM2 {
    static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent(".cache/models/smollm2/SmolLM2-135M-Instruct.Q4_1.gguf").path
    static let isThere = FileManager.default.fileExists(atPath: path)
}

@Suite(.enabled(if: SmolLM2.isThere)) struct `SmolLM2 as a GGUF file` {
    @Test func `is read`() throws {
        let weights = try DecoderWeights(path: SmolLM2.path)
        let shape = weights.configuration
        #expect(shape.architecture == .llama && shape.vocabularySize == 49_152)
        #expect(shape.width == 576 && shape.layerCount == 30 && shape.feedForwardWidth == 1_536)
        #expect(shape.headCount == 9 && shape.keyValueHeadCount == 3 && shape.headSize == 64)
        #expect(shape.normEpsilon == 1e-5 && shape.contextLength == 8_192)
        #expect(shape.rotary == RotaryPositions(theta: 100_000, scaling: .none))
        #expect(shape.tiesEmbeddings && !shape.hasAttentionBias && !shape.hasQueryKeyNorms)
        #expect(shape.slidingWindow == nil)
        #expect(shape.beginTokenID == 1 && shape.endTokenIDs == [2])
        guard case .blocks(let embedding) = try weights.embedding() else {
            Issue.record("the embedding is not packed")
            return
        }
        #expect(embedding.format == .q80 && embedding.rows == 49_152)
        #expect(try weights.outputHead() == nil)
        for layer in 0..<shape.layerCount {
            let parts = try weights.layer(layer)
            for map in [parts.query, parts.key, parts.value, parts.output, parts.gate, parts.up] {
                #expect(map.weight.inputs == 576 && map.bias == nil)
            }
            #expect(parts.down.weight.inputs == 1_536 && parts.down.weight.outputs == 576)
            #expect(parts.attentionNorm.count == 576 && parts.queryNorm == nil)
        }
    }

    @Test func `has the same queries in one piece and row by row`() throws {
        let weights = try DecoderWeights(path: SmolLM2.path)
        let query = try weights.layer(7).query.weight.matrix.values
        #expect(try weights.floats(.layer(7, .query)) == query)
    }
}

@Suite(.enabled(if: SmolLM2.isThere)) struct `SmolLM2 written out` {
    /// scripts/fixtures/gguf-export-check.py compares such a folder with PyPI's gguf.
    @Test func `as a folder has the same configuration and the same tensors`() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("smollm2-\(ProcessInfo.processInfo.globallyUniqueString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let original = try DecoderWeights(path: SmolLM2.path)
        try DecoderFolder.write(GGUFFile(path: SmolLM2.path), tokenizerJSON: nil, to: folder)
        let written = try DecoderWeights(path: folder)
        #expect(written.configuration == original.configuration)
        let tensors = DecoderTensor.all(of: original.configuration)
        #expect(tensors.count == 272)
        let differing = try tensors.filter { tensor in
            let (left, right) = (try original.floats(tensor), try written.floats(tensor))
            return !left.elementsEqual(right) { $0.bitPattern == $1.bitPattern }
        }
        #expect(differing.isEmpty)
    }
}
