import Foundation
import LanguageModels
import Tensors
import Testing
import Wire

@Suite struct `A decoder's weights` {
    static let names = ["tiny-llama", "tiny-qwen2", "tiny-qwen3"]

    static func file(_ name: String) throws -> GGUFFile {
        try GGUFFile(path: DecoderFixtures.path(name + ".gguf"))
    }

    @Test(arguments: names)
    func `come from GGUF in Hugging Face's order`(name: String) throws {
        let weights = try DecoderWeights(gguf: Self.file(name))
        try DecoderFixtures.expectTensors(weights, of: name + ".txt")
    }

    @Test func `come from files that transformers wrote`() throws {
        let weights = try DecoderWeights(path: DecoderFixtures.path("sharded"))
        try DecoderFixtures.expectTensors(weights, of: "sharded.txt")
        #expect(weights.configuration.endTokenIDs == [2, 5])
        #expect(weights.configuration.hasAttentionBias == false)
        guard case .llama3(let scaling) = weights.configuration.rotary.scaling else {
            Issue.record("no scaling")
            return
        }
        #expect(scaling.factor == 32 && scaling.original == 64)
    }

    @Test func `have the shape that the metadata give`() throws {
        let llama = try DecoderWeights(gguf: Self.file("tiny-llama")).configuration
        #expect(llama.layerCount == 2 && llama.headCount == 4 && llama.keyValueHeadCount == 2)
        #expect(llama.headSize == 8 && llama.feedForwardWidth == 64 && llama.tiesEmbeddings)
        #expect(llama.hasAttentionBias && llama.hasOutputBias && !llama.hasFeedForwardBias)
        #expect(llama.beginTokenID == 1 && llama.endTokenIDs == [2, 5])
        guard case .llama3(let scaling) = llama.rotary.scaling else {
            Issue.record("the factors are not Llama 3's")
            return
        }
        #expect(scaling.factor == 8 && scaling.low == 1 && scaling.original == 8_192)
        let qwen2 = try DecoderWeights(gguf: Self.file("tiny-qwen2")).configuration
        #expect(qwen2.hasAttentionBias && !qwen2.hasOutputBias && !qwen2.tiesEmbeddings)
        let qwen3 = try DecoderWeights(gguf: Self.file("tiny-qwen3")).configuration
        #expect(qwen3.hasQueryKeyNorms && qwen3.headSize == 16 && qwen3.queryWidth == 64)
        #expect(qwen3.rotary == RotaryPositions(theta: 1_000_000, scaling: .none))
    }

    @Test func `keep their blocks`() throws {
        let weights = try DecoderWeights(gguf: Self.file("tiny-llama"))
        let layer = try weights.layer(1)
        guard case .blocks(let query) = layer.query.weight else {
            Issue.record("queries are not packed")
            return
        }
        #expect(query.format == .q41 && query.rows == 32 && query.columns == 32)
        #expect(query.matrix.values == (try weights.floats(.layer(1, .query))))
        #expect(layer.query.bias == (try weights.floats(.layer(1, .queryBias))))
        #expect(layer.down.weight.inputs == 64 && layer.down.bias == nil)
        #expect(layer.queryNorm == nil && layer.attentionNorm.count == 32)
        #expect(try weights.outputHead() == nil)
        let other = try DecoderWeights(gguf: Self.file("tiny-qwen2"))
        #expect(try other.outputHead()?.matrix.values == other.floats(.outputHead))
        #expect(try DecoderWeights(gguf: Self.file("tiny-qwen3")).layer(0).keyNorm?.count == 16)
    }

    @Test(arguments: names)
    func `are the same from the folder that a GGUF file is written to`(name: String) throws {
        try DecoderFixtures.withFolder { path in
            let file = try Self.file(name)
            try DecoderFolder.write(file, tokenizerJSON: Array("{}".utf8), to: path)
            let written = try DecoderWeights(path: path)
            #expect(written.configuration == (try DecoderWeights(gguf: file)).configuration)
            try DecoderFixtures.expectTensors(written, of: name + ".txt")
            let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
            #expect(
                names == [
                    "config.json", "generation_config.json", "model.safetensors", "tokenizer.json",
                    "tokenizer_config.json",
                ])
            let settings = try JSONValue(
                parsing: [UInt8](
                    Data(contentsOf: URL(fileURLWithPath: path + "/tokenizer_config.json"))),
                limit: 1 << 20)
            #expect(settings["bos_token"] == .string("<s>"))
            #expect(settings["eos_token"] == .string("</s>"))
            #expect(settings["unk_token"] == .string("<unk>") && settings["pad_token"] == nil)
            #expect(
                settings["chat_template"]
                    == .string("{{ bos_token }}{{ messages[0]['content'] }}"))
        }
    }

    @Test func `are written whole or not at all`() throws {
        try DecoderFixtures.withFolder { path in
            // What is there already stays, and nothing is left beside it.
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
            let file = try Self.file("tiny-llama")
            #expect(throws: ModelFolderError.self) {
                try DecoderFolder.write(file, tokenizerJSON: nil, to: path)
            }
            let around = URL(fileURLWithPath: path).deletingLastPathComponent().path
            #expect(try FileManager.default.contentsOfDirectory(atPath: around) == ["model"])
            // A number that is not finite shows only when the last tensors are read.
            var bytes = try [UInt8](
                Data(contentsOf: URL(fileURLWithPath: DecoderFixtures.path("tiny-llama.gguf"))))
            bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: [0, 0, 0xC0, 0x7F])
            #expect(throws: ModelFolderError.self) {
                try DecoderFolder.write(
                    GGUFFile(bytes: bytes), tokenizerJSON: nil, to: path + "-2")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: around) == ["model"])
        }
    }

    @Test func `are written over what a run that was cut off left`() throws {
        try DecoderFixtures.withFolder { path in
            try FileManager.default.createDirectory(
                atPath: path + ".partial", withIntermediateDirectories: true)
            for name in ["config.json", "model.safetensors.partial"] {
                try Data([1]).write(to: URL(fileURLWithPath: path + ".partial/" + name))
            }
            try DecoderFolder.write(Self.file("tiny-qwen3"), tokenizerJSON: nil, to: path + "/")
            #expect(try DecoderWeights(path: path).configuration.architecture == .qwen3)
        }
    }
}
