import Foundation
import LanguageModels
import ModelTestKit
import Testing
import Wire

@Suite struct `A hostile model file` {
    static func bytes(_ name: String) throws -> [UInt8] {
        let folder = try #require(
            Bundle.module.url(
                forResource: "attacks", withExtension: nil, subdirectory: "Fixtures"))
        return [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    static let safetensors: [(String, SafetensorsError)] = [
        ("empty", .truncated(size: 0)), ("header-beyond-file", .truncated(size: 10)),
        ("header-of-exabytes", .headerTooLong((1 << 63) + 5)),
        ("header-is-an-array", .invalidHeader),
        ("header-cut", .malformedHeader(.unexpectedEnd(offset: 19))),
        ("header-not-utf8", .malformedHeader(.invalidUTF8(offset: 1))),
        ("header-deep", .malformedHeader(.tooDeep(offset: 68))),
        ("name-twice", .duplicateName(offset: 61)),
        ("entry-not-an-object", .invalidEntry("a")), ("entry-with-more", .invalidEntry("a")),
        ("shape-negative", .invalidEntry("a")), ("shape-overflows", .sizeOverflow("a")),
        ("shape-too-small", .sizeMismatch("a")),
        ("type-unknown", .unknownElementType(tensor: "a", type: "F4")),
        ("offsets-beyond-file", .offsetsOutOfRange("a")),
        ("offsets-backwards", .offsetsOutOfRange("a")), ("tensors-overlap", .overlap("b")),
        ("bytes-between", .gap(before: "b")), ("bytes-at-the-end", .gap(before: nil)),
        ("metadata-of-numbers", .invalidHeader),
        ("not-a-number", .notFinite(tensor: "a", index: 1)),
    ]

    @Test(arguments: safetensors)
    func `of tensors is refused for its fault`(name: String, fault: SafetensorsError) throws {
        let bytes = try Self.bytes(name + ".safetensors")
        #expect(throws: fault) {
            let file = try SafetensorsFile(bytes: bytes)
            for tensor in file.tensors { _ = try file.floats(tensor) }
        }
        #expect(fault.description.hasSuffix("."))
    }

    /// Two names that look alike once stopped the program; each is a tensor of its own.
    @Test func `may name tensors that look alike`() throws {
        let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fuzz/Corpus/safetensors")
        let names = try FileManager.default.contentsOfDirectory(atPath: corpus.path)
        #expect(names.count == 4)
        for name in names {
            let bytes = try Data(contentsOf: corpus.appendingPathComponent(name))
            let file = try SafetensorsFile(bytes: [UInt8](bytes))
            #expect(file.tensors.count == 2)
            for tensor in file.tensors {
                let found = try #require(file.tensor(tensor.name))
                #expect(found.name.utf8.elementsEqual(tensor.name.utf8))
            }
        }
        let written = SafetensorsFile.encoded([("caf\u{E9}", [1], [1]), ("cafe\u{301}", [1], [2])])
        let file = try SafetensorsFile(bytes: written)
        #expect(try file.floats("caf\u{E9}", shape: [1]) == [1])
        #expect(try file.floats("cafe\u{301}", shape: [1]) == [2])
    }

    @Test func `of an adapter with a name that looks like a tensor's is refused by that name`()
        throws
    {
        let configuration = try `A BERT configuration`.reading("", "")
        let layout = LoRALayout(rank: 1, alpha: 1, configuration: configuration)
        var random = SeededBytes(seed: 1, label: "adapter")
        let files = AdapterFolder.files(
            of: LoRAAdapter(layout: layout, random: &random), baseModel: "base")
        let sound = try SafetensorsFile(bytes: files[1].bytes)
        var tensors = try sound.tensors.map {
            (name: $0.name, shape: $0.shape, values: try sound.floats($0))
        }
        // The Kelvin sign for the K of another tensor's name.
        tensors.append(("K.lora_A.weight", [1], [0]))
        tensors.append(("\u{212A}.lora_A.weight", [1], [0]))
        let weights = try SafetensorsFile(bytes: SafetensorsFile.encoded(tensors))
        let error = #expect(throws: ModelFolderError.self) {
            try AdapterFolder.adapter(
                configurationJSON: files[0].bytes, weights: weights, configuration: configuration)
        }
        #expect(error?.description.contains("K.lora_A.weight") == true)
    }

    @Test func `is called what it is when it is another file`() {
        let pointer = Array("version https://git-lfs.github.com/spec/v1\noid sha256:0\n".utf8)
        let weights = #expect(throws: SafetensorsError.mistaken(.gitLFSPointer)) {
            try SafetensorsFile(bytes: pointer)
        }
        #expect(weights?.description.contains("fetch it with 'git lfs pull'") == true)
        #expect(throws: SafetensorsError.mistaken(.zip)) {
            try SafetensorsFile(bytes: [0x50, 0x4B, 3, 4, 0, 0, 8, 8, 0, 0, 0])
        }
        let text = `A BERT configuration`.text
        let wide = text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        for (bytes, says) in [(pointer, "git-lfs"), (wide, "is text in UTF-16: save it as UTF-8")] {
            let error = #expect(throws: ModelFolderError.self) {
                try BertConfiguration(json: bytes)
            }
            #expect(error?.description.hasPrefix("config.json is") == true)
            #expect(error?.description.contains(says) == true)
        }
    }

    /// A missing tensor is called as the file would call it.
    @Test(arguments: ["", "bert."])
    func `that lacks a tensor is told its name in the file's own scheme`(prefix: String) throws {
        let sizes = TinyWeights(
            vocabulary: 10, width: 8, wide: 16, heads: 2, layers: 1, positions: 12, seed: 1)
        let missing = "encoder.layer.0.output.dense.bias"
        let tensors = sizes.tensors.filter { $0.key != missing }.map {
            (name: prefix + $0.key, shape: $0.value.shape, values: $0.value.values)
        }
        let weights = try SafetensorsFile(bytes: SafetensorsFile.encoded(tensors))
        let configuration = try `A BERT configuration`.reading(
            "_layers\":2", "_layers\":1")
        #expect(throws: SafetensorsError.missing(prefix + missing)) {
            try BertEncoder(configuration: configuration, weights: weights, trainable: false)
        }
    }

    static let arrays: [(String, NumPyError)] = [
        ("size-overflows", .sizeMismatch), ("size-of-terabytes", .sizeMismatch),
        ("header-cut", .truncated), ("objects", .unsupportedType("|O")),
        ("code-in-header", .malformedHeader(offset: 20)),
        ("key-twice", .malformedHeader(offset: 27)), ("fortran", .fortranOrder),
        ("version-2", .notNumPy),
    ]

    @Test(arguments: arrays)
    func `of an array is refused for its fault`(name: String, fault: NumPyError) throws {
        let bytes = try Self.bytes(name + ".npy")
        #expect(throws: fault) { try NumPyFile(bytes: bytes) }
    }

    static let samples: [[UInt8]] = [
        SafetensorsFile.encoded(
            [("a.weight", [2, 3], [1, 2, 3, 4, 5, 6]), ("b", [0], []), ("c", [], [7])],
            metadata: [("format", "pt")]),
        NumPyFile(shape: [2, 2], elements: .float32([1, 2, 3, 4])).bytes,
        NumPyFile(shape: [3], elements: .int32([1, 2, 3])).bytes,
        Array(`A BERT configuration`.text.utf8),
    ]

    /// Mutants of sound files: each is read whole or refused, and none stops the process.
    @Test(arguments: 0..<4_000)
    func `never stops the reader`(seed: UInt64) throws {
        var random = SeededBytes(seed: seed, label: "model file")
        var bytes = Self.samples[Int(seed % 4)]
        for _ in 0...random.below(4) where !bytes.isEmpty {
            let position = Int(random.below(UInt64(bytes.count)))
            switch random.below(5) {
            case 0: bytes[position] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.remove(at: position)
            case 2: bytes.insert(bytes[Int(random.below(UInt64(bytes.count)))], at: position)
            case 3: bytes[position] = UInt8(ascii: "9")
            default: bytes.removeSubrange(position..<min(bytes.count, position + 7))
            }
        }
        if let file = try? SafetensorsFile(bytes: bytes) {
            for tensor in file.tensors {
                // Another type is refused; a number that was read is one of the shape's.
                guard let values = try? file.floats(tensor) else { continue }
                #expect(values.count == tensor.shape.reduce(1, *))
            }
        }
        if let array = try? NumPyFile(bytes: bytes) {
            // What was read says what was written.
            let again = try NumPyFile(bytes: array.bytes)
            #expect(again.shape == array.shape)
            #expect(again.bytes == array.bytes)
        }
        if let configuration = try? BertConfiguration(json: bytes) {
            #expect(configuration.hiddenSize > 0 && configuration.layerCount > 0)
        }
    }
}
