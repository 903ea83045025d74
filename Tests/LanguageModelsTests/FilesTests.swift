import Foundation
import LanguageModels
import Testing
import Wire

@Suite struct `A safetensors file` {
    @Test func `gives back what was written`() throws {
        let bytes = SafetensorsFile.encoded(
            [("b", [2, 2], [1, -2, 0.5, .leastNonzeroMagnitude]), ("a", [3], [4, 5, 6])],
            metadata: [("format", "pt")])
        let file = try SafetensorsFile(bytes: bytes)
        #expect(file.tensors.map(\.name) == ["a", "b"])
        #expect(file.metadata.map(\.value) == ["pt"])
        #expect(try file.floats("b", shape: [2, 2]) == [1, -2, 0.5, .leastNonzeroMagnitude])
        #expect(try file.floats("a", shape: [3]) == [4, 5, 6])
        #expect(bytes.count % 8 == 4)
    }

    @Test func `is written as the same bytes whatever the order of the tensors`() {
        let tensors: [(name: String, shape: [Int], values: [Float])] = [
            ("x", [1], [1]), ("y", [1], [2]), ("z", [1], [3]),
        ]
        #expect(
            SafetensorsFile.encoded(tensors) == SafetensorsFile.encoded(tensors.reversed()))
    }

    @Test func `refuses another shape and a missing name`() throws {
        let file = try SafetensorsFile(bytes: SafetensorsFile.encoded([("a", [2], [1, 2])]))
        #expect(throws: SafetensorsError.wrongShape(tensor: "a", expected: [1, 2], found: [2])) {
            try file.floats("a", shape: [1, 2])
        }
        #expect(throws: SafetensorsError.missing("b")) { try file.floats("b", shape: [2]) }
    }

    @Test func `widens half precision exactly`() throws {
        for bits in UInt16.min...UInt16.max where bits & 0x7C00 != 0x7C00 {
            let value = try Self.single("F16", bits)
            #if arch(arm64) || os(Linux)
                #expect(value.bitPattern == Float(Float16(bitPattern: bits)).bitPattern)
            #endif
            guard bits % 257 == 0 else { continue }
            let wide = try Self.single("BF16", bits & 0xBFFF)
            #expect(wide.bitPattern == UInt32(bits & 0xBFFF) << 16)
        }
    }

    static func single(_ type: String, _ bits: UInt16) throws -> Float {
        let header = "{\"a\":{\"dtype\":\"\(type)\",\"shape\":[1],\"data_offsets\":[0,2]}}"
        let bytes =
            [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8)
            + [UInt8(bits & 0xFF), UInt8(bits >> 8)]
        return try SafetensorsFile(bytes: bytes).floats("a", shape: [1])[0]
    }

    @Test func `that is not there is named`() {
        let error = #expect(throws: SafetensorsError.self) {
            try SafetensorsFile(path: "/no/such/model.safetensors")
        }
        #expect(error?.description.contains("/no/such/model.safetensors") == true)
        #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: "/tmp") }
        #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: "/dev/zero") }
    }
}

@Suite struct `A NumPy file` {
    static let arrays: [NumPyFile] = [
        NumPyFile(shape: [2, 2], elements: .float32([1, 2.5, -3, .pi])),
        NumPyFile(shape: [3], elements: .float64([1, .infinity, -0.1])),
        NumPyFile(shape: [1, 2, 2], elements: .int32([1, -2, .max, .min])),
        NumPyFile(shape: [5], elements: .uint8([0, 1, 2, 3, 255])),
        NumPyFile(shape: [], elements: .float32([7])),
        NumPyFile(shape: [0, 4], elements: .int32([])),
    ]

    @Test(arguments: arrays)
    func `gives back what was written`(array: NumPyFile) throws {
        #expect(try NumPyFile(bytes: array.bytes) == array)
        #expect(array.bytes.count % 64 == (array.bytes.count - Self.headerCount(array)) % 64)
    }

    static func headerCount(_ array: NumPyFile) -> Int {
        10 + Int(array.bytes[8]) + Int(array.bytes[9]) * 256
    }

    @Test func `has the header that NumPy writes`() {
        let bytes = NumPyFile(
            shape: [1100, 64], elements: .uint8(Array(repeating: 0, count: 70_400))
        )
        .bytes
        let text = String(decoding: bytes[10..<128], as: UTF8.self)
        #expect(text.hasPrefix("{'descr': '|u1', 'fortran_order': False, 'shape': (1100, 64), }"))
        #expect(bytes[127] == 0x0A && bytes.count == 128 + 70_400)
    }
}

@Suite struct `A BERT configuration` {
    static let text = """
        {"model_type":"bert","hidden_act":"gelu","vocab_size":10,"hidden_size":8,
        "num_hidden_layers":2,"num_attention_heads":2,"intermediate_size":16,
        "max_position_embeddings":12,"type_vocab_size":2,"layer_norm_eps":1e-12,
        "position_embedding_type":"absolute","architectures":["BertModel"]}
        """

    static func reading(_ old: String, _ new: String) throws -> BertConfiguration {
        let text = text.replacingOccurrences(of: old, with: new)
        return try BertConfiguration(json: Array(text.utf8))
    }

    @Test func `is read`() throws {
        let configuration = try Self.reading("", "")
        #expect(configuration.hiddenSize == 8)
        #expect(configuration.headCount == 2)
        #expect(configuration.layerNormEpsilon == 1e-12)
    }

    static let refused: [(String, String, String)] = [
        ("\"bert\"", "\"roberta\"", "roberta"), ("\"gelu\"", "\"gelu_new\"", "gelu_new"),
        ("absolute", "relative_key", "relative_key"), ("heads\":2", "heads\":3", "heads"),
        ("heads\":2", "heads\":0", "heads"), ("\"hidden_size\":8", "\"hidden_size\":-8", "hidden"),
        ("vocab_size\":10", "vocab_size\":9000000000000000000", "vocab_size"),
        ("1e-12", "0", "layer_norm_eps"), ("1e-12", "\"x\"", "layer_norm_eps"),
        ("_layers\":2", "_layers\":2.5", "layers"), ("{", "[", "malformed"),
        ("\"architectures\"", "\"is_decoder\":true,\"x\"", "is_decoder"),
    ]

    @Test(arguments: refused)
    func `is refused by name`(old: String, new: String, name: String) {
        let error = #expect(throws: ModelFolderError.self) { try Self.reading(old, new) }
        #expect(error?.description.contains(name) == true)
    }

    @Test func `carries an adapter through PEFT's files and back`() throws {
        let configuration = try Self.reading("", "")
        let layout = LoRALayout(rank: 2, alpha: 4, configuration: configuration)
        var random = SeededBytes(seed: 1, label: "adapter")
        let parameters = (0..<layout.parameterCount).map { _ in random.unitFloat() - 0.5 }
        let adapter = LoRAAdapter(layout: layout, parameters: parameters)
        let files = AdapterFolder.files(of: adapter, baseModel: "base")
        let weights = try SafetensorsFile(bytes: files[1].bytes)
        let name = "base_model.model.encoder.layer.1.intermediate.dense.lora_B.weight"
        #expect(weights.tensor(name)?.shape == [16, 2])
        let read = try AdapterFolder.adapter(
            configurationJSON: files[0].bytes, weights: weights, configuration: configuration)
        #expect(read == adapter)
    }

    static let otherAdapters: [(String, String)] = [
        ("\"use_dora\": false", "\"use_dora\": true"), ("\"LORA\"", "\"IA3\""),
        ("\"use_rslora\": false", "\"use_rslora\": true"), ("\"none\"", "\"all\""),
        ("\"modules_to_save\": null", "\"modules_to_save\": [\"classifier\"]"),
        ("\"r\": 2", "\"r\": 3"), ("\"r\": 2", "\"r\": 1000000000"), ("\"r\": 2", "\"r\": 0"),
        ("\"lora_alpha\": 4", "\"lora_alpha\": -1"),
        ("\"bias\": \"none\"", "\"bias\": \"none\", \"new_kind\": {\"on\": true}"),
        ("\"bias\": \"none\"", "\"bias\": \"none\", \"init_lora_weights\": \"pissa\""),
        ("\"modules_to_save\": null", "\"rank_pattern\": {\"query\": 4}"),
    ]

    @Test(arguments: otherAdapters)
    func `refuses an adapter of another kind`(old: String, new: String) throws {
        let configuration = try Self.reading("", "")
        let layout = LoRALayout(rank: 2, alpha: 4, configuration: configuration)
        var random = SeededBytes(seed: 1, label: "adapter")
        let adapter = LoRAAdapter(layout: layout, random: &random)
        let files = AdapterFolder.files(of: adapter, baseModel: "base")
        let text = String(decoding: files[0].bytes, as: UTF8.self)
        try #require(text.contains(old))
        let weights = try SafetensorsFile(bytes: files[1].bytes)
        #expect(throws: ModelFolderError.self) {
            try AdapterFolder.adapter(
                configurationJSON: Array(text.replacingOccurrences(of: old, with: new).utf8),
                weights: weights, configuration: configuration)
        }
    }
}
