import Foundation
import Wire

/// A sentence encoder's folder as sentence-transformers writes it, made in milliseconds: what the
/// base model is, in small.
///
/// Its vocabulary has the words of ``MadeUpRows`` whole and every other text letter by letter. The
/// weights are random, but for the words that ``MadeUpRows`` gives to one label.
package enum TinyModel {
    private static let special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

    /// The pieces, each at its id.
    package static let pieces: [String] = {
        let letters = "abcdefghijklmnopqrstuvwxyz0123456789".map(String.init)
        let words = MadeUpRows.words.flatMap(\.words) + MadeUpRows.plainWords
        return special + letters + letters.map { "##" + $0 } + "-.,;:()/'+".map(String.init)
            + words.filter { $0.count > 1 }
    }()

    /// Sizes and weights.
    ///
    /// Maps and positions weigh little, so that a text's words show in its mean, and the telling
    /// words of a label are alike, as they would be in a model that was trained.
    package static func weights(seed: UInt64 = 1) -> TinyWeights {
        var weights = TinyWeights(
            vocabulary: pieces.count, width: 32, wide: 64, heads: 2, layers: 1, positions: 64,
            seed: seed, linearSpread: 0.1, positionSpread: 0.05)
        for (label, words) in MadeUpRows.words {
            weights.relate(
                words.compactMap { pieces.firstIndex(of: $0) }, seed: seed, label: label)
        }
        return weights
    }

    /// The one of seed 1, which every test of a process may read.
    package static let shared: TinyModelFolder = {
        do {
            let folder = try TinyModelFolder()
            atexit { try? FileManager.default.removeItem(atPath: TinyModel.shared.path) }
            return folder
        } catch { preconditionFailure("The tiny model could not be written: \(error)") }
    }()

    /// The folder's files, by their paths in it.
    package static func files(seed: UInt64 = 1) -> [(path: String, bytes: [UInt8])] {
        let weights = weights(seed: seed)
        return [
            ("config.json", weights.configurationJSON),
            ("model.safetensors", weights.file),
            ("tokenizer.json", Array(tokenizer.text.utf8)),
            ("tokenizer_config.json", Array(#"{"do_lower_case": true}"#.utf8)),
            ("sentence_bert_config.json", Array(#"{"max_seq_length": 64}"#.utf8)),
            ("modules.json", Array(modules.utf8)),
            (
                "1_Pooling/config.json",
                Array(
                    """
                    {"word_embedding_dimension": \(weights.width),
                     "pooling_mode_mean_tokens": true}
                    """.utf8)
            ),
        ]
    }

    private static let modules = """
        [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
         {"idx": 1, "name": "1", "path": "1_Pooling",
          "type": "sentence_transformers.models.Pooling"},
         {"idx": 2, "name": "2", "path": "2_Normalize",
          "type": "sentence_transformers.models.Normalize"}]
        """

    private static var tokenizer: JSONValue {
        let identifiers = pieces.enumerated().map { ($1, JSONValue.integer(Int64($0))) }
        let added = special.enumerated().map { number, piece in
            JSONValue.object([
                ("id", .integer(Int64(number))), ("content", .string(piece)),
                ("single_word", .bool(false)), ("lstrip", .bool(false)), ("rstrip", .bool(false)),
                ("normalized", .bool(false)), ("special", .bool(true)),
            ])
        }
        func token(_ piece: String) -> JSONValue {
            .array([.string(piece), .integer(Int64(special.firstIndex(of: piece) ?? 0))])
        }
        return .object([
            ("version", .string("1.0")),
            ("truncation", .null), ("padding", .null), ("added_tokens", .array(added)),
            (
                "normalizer",
                .object([
                    ("type", .string("BertNormalizer")), ("clean_text", .bool(true)),
                    ("handle_chinese_chars", .bool(true)), ("strip_accents", .bool(true)),
                    ("lowercase", .bool(true)),
                ])
            ),
            ("pre_tokenizer", .object([("type", .string("BertPreTokenizer"))])),
            (
                "post_processor",
                .object([
                    ("type", .string("BertProcessing")), ("sep", token("[SEP]")),
                    ("cls", token("[CLS]")),
                ])
            ),
            (
                "model",
                .object([
                    ("type", .string("WordPiece")), ("unk_token", .string("[UNK]")),
                    ("continuing_subword_prefix", .string("##")),
                    ("max_input_chars_per_word", .integer(100)), ("vocab", .object(identifiers)),
                ])
            ),
        ])
    }
}

/// The folder on the disk, gone with the last who holds it.
package final class TinyModelFolder: Sendable {
    package let path: String

    package init(seed: UInt64 = 1) throws {
        let place = FileManager.default.temporaryDirectory
            .appending(path: "openledger-tiny-model-\(UUID().uuidString)")
        path = place.path
        try FileManager.default.createDirectory(
            at: place.appending(path: "1_Pooling"), withIntermediateDirectories: true)
        for file in TinyModel.files(seed: seed) {
            try Data(file.bytes).write(to: place.appending(path: file.path))
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
