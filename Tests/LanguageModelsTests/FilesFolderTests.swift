import Foundation
import LanguageModels
import Testing

@Suite struct `A sentence encoder's folder` {
    static func modelPath() throws -> String {
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let folder =
            ProcessInfo.processInfo.environment["OPENLEDGER_MODEL"]
            ?? repository.path + "/.cache/models/all-MiniLM-L6-v2"
        try #require(
            FileManager.default.fileExists(atPath: folder + "/tokenizer.json"),
            "The base model is not at \(folder); run `make build`, which fetches it.")
        return folder
    }

    /// A copy of the small files, with changes; removed afterwards.
    static func withCopy(
        _ changes: [String: String], without missing: String? = nil,
        _ body: (String) throws -> Void
    ) throws {
        let source = URL(fileURLWithPath: try modelPath())
        let copy = FileManager.default.temporaryDirectory
            .appendingPathComponent("folder-\(ProcessInfo.processInfo.globallyUniqueString)")
        defer { try? FileManager.default.removeItem(at: copy) }
        try FileManager.default.createDirectory(
            at: copy.appendingPathComponent("1_Pooling"), withIntermediateDirectories: true)
        let names = [
            "config.json", "tokenizer.json", "tokenizer_config.json", "modules.json",
            "sentence_bert_config.json", "1_Pooling/config.json",
        ]
        for name in names where name != missing {
            let original = source.appendingPathComponent(name)
            let text = try changes[name] ?? String(contentsOf: original, encoding: .utf8)
            let target = copy.appendingPathComponent(name)
            try text.write(to: target, atomically: false, encoding: .utf8)
        }
        try body(copy.path)
    }

    @Test func `is read as sentence-transformers reads it`() throws {
        let folder = try SentenceEncoderFolder(path: Self.modelPath())
        #expect(folder.maximumTokens == 256)
        #expect(folder.normalisesEmbeddings)
        #expect(folder.configuration.layerCount == 6)
        #expect(folder.tokens(of: "hello world") == [101, 7_592, 2_088, 102])
        let weights = try folder.weights()
        let table = try weights.floats("embeddings.word_embeddings.weight", shape: [30_522, 384])
        #expect(table.count == 30_522 * 384)
    }

    @Test func `falls back to the tokenizer's length`() throws {
        try Self.withCopy([:], without: "sentence_bert_config.json") { path in
            let folder = try SentenceEncoderFolder(path: path)
            #expect(folder.maximumTokens == 128)
        }
    }

    static let refused: [(String, String, String)] = [
        (
            "1_Pooling/config.json",
            #"{"word_embedding_dimension":384,"pooling_mode_cls_token":true}"#,
            "pooling_mode_cls_token"
        ),
        (
            "1_Pooling/config.json", #"{"word_embedding_dimension":768,"pooling_mode":"mean"}"#,
            "width"
        ),
        ("1_Pooling/config.json", #"{"word_embedding_dimension":384,"pooling_mode":"max"}"#, "max"),
        ("1_Pooling/config.json", #"{"word_embedding_dimension":384}"#, "pooling_mode_mean_tokens"),
        ("sentence_bert_config.json", #"{"max_seq_length":1024}"#, "1024"),
        ("sentence_bert_config.json", #"{"max_seq_length":2}"#, "max_seq_length"),
        ("sentence_bert_config.json", #"{"do_lower_case":true}"#, "do_lower_case"),
        ("tokenizer_config.json", #"{"do_lower_case":false}"#, "lower-casing"),
        ("modules.json", "[", "malformed"),
        ("modules.json", "[]", "order of modules"),
        ("modules.json", #"[{"type":"sentence_transformers.models.Dense","path":"x"}]"#, "Dense"),
        (
            "modules.json", #"[{"type":"sentence_transformers.models.Pooling","path":"../x"}]"#,
            "path"
        ),
    ]

    @Test(arguments: refused)
    func `is refused by name`(file: String, text: String, name: String) throws {
        try Self.withCopy([file: text]) { path in
            let error = #expect(throws: ModelFolderError.self) {
                try SentenceEncoderFolder(path: path)
            }
            #expect(error?.description.contains(name) == true, "\(error?.description ?? "")")
        }
    }

    @Test func `without a configuration names the file`() throws {
        try Self.withCopy([:], without: "config.json") { path in
            let error = #expect(throws: ModelFolderError.self) {
                try SentenceEncoderFolder(path: path)
            }
            #expect(error?.description.contains("config.json") == true)
        }
    }
}
