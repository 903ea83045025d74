import LanguageModels
import Tensors
import Testing
import VectorTestKit

/// Models give the bits of docs/formats/vectors, which another implementation wrote.
@Suite struct `The conformance vectors of models` {
    @Test func `hold a head's features`() throws {
        for vector in try ConformanceVector.all(of: "unit length", in: "rows") {
            let e = try vector.singles("e")
            let features = SequenceClassifier.scaled(
                Matrix(rows: 1, columns: e.count, values: e))
            #expect(bitPatterns(features.values) == (try vector.expectedBits("feature")))
        }
    }

    @Test func `hold the elements of GGUF's blocks`() throws {
        var formats: Set<BlockFormat> = []
        for vector in try ConformanceVector.all(of: "block", in: "weights") {
            let number = UInt32(try vector.size("format"))
            let format = try #require(BlockFormat(rawValue: number))
            formats.insert(format)
            let bytes = try vector.bytes("block")
            let columns = bytes.count / format.bytesPerBlock * format.elementsPerBlock
            var draft = GGUFDraft()
            draft.tensors = [
                GGUFDraft.Tensor(
                    name: "w", dimensions: [UInt64(columns), 1], type: number, bytes: bytes)
            ]
            let file = try GGUFFile(bytes: draft.bytes)
            let found = bitPatterns(try file.floats(file.tensors[0]))
            #expect(found == (try vector.expectedBits("elements")), "\(format.name)")
        }
        #expect(formats == Set(BlockFormat.allCases))
    }

    @Test func `hold the choice of tokens`() throws {
        for vector in try ConformanceVector.all(of: "sampling", in: "choices") {
            func setting(_ name: String, or otherwise: Float) throws -> Float {
                vector.gives(name) ? try vector.single(name) : otherwise
            }
            var sampling = Sampling()
            sampling.temperature = try setting("temperature", or: 0)
            sampling.topP = try setting("top_p", or: 1)
            sampling.minP = try setting("min_p", or: 0)
            sampling.presencePenalty = try setting("presence", or: 0)
            sampling.frequencyPenalty = try setting("frequency", or: 0)
            sampling.repetitionPenalty = try setting("repetition", or: 1)
            sampling.topK = vector.sizes["top_k"]
            sampling.seed = UInt64(try vector.size("seed"))
            var sampler = TokenSampler(
                sampling, prompt: try vector.bytes("prompt").map { Int32($0) })
            let logits = try vector.singles("logits")
            let expected = try vector.expectedBits("logProbabilities")
            for token in try vector.expectedBytes("tokens") {
                let choice = sampler.choose(logits, alternatives: 0)
                #expect(choice.token == Int32(token))
                #expect(choice.logProbability.bitPattern == expected[Int(token)])
            }
        }
    }
}
