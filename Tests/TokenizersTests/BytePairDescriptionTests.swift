import Testing
import Tokenizers
import Wire

@Suite struct `A byte-pair tokenizer's description` {
    static let small = """
        {"version":"1.0","truncation":null,"padding":null,"added_tokens":[{"id":6,
        "content":"<e>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,
        "special":true}],"normalizer":null,"pre_tokenizer":{"type":"ByteLevel",
        "add_prefix_space":false,"trim_offsets":true,"use_regex":true},
        "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<e>",
        "type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[],"special_tokens":{"<e>":
        {"id":"<e>","ids":[6],"tokens":["<e>"]}}},"decoder":{"type":"ByteLevel",
        "add_prefix_space":true,"trim_offsets":true,"use_regex":true},"model":{"type":"BPE",
        "dropout":null,"unk_token":null,"continuing_subword_prefix":"","end_of_word_suffix":"",
        "fuse_unk":false,"byte_fallback":false,"ignore_merges":false,
        "vocab":{"a":0,"b":1,"ab":2,"Ġ":3,"Ġab":4,"c":5},"merges":["a b",["Ġ","ab"]]}}
        """
    static let marked = """
        {"added_tokens":[],"normalizer":{"type":"Sequence","normalizers":[{"type":"Prepend",
        "prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"}]},
        "pre_tokenizer":null,"post_processor":null,"decoder":{"type":"Sequence","decoders":[
        {"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},
        {"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]},
        "model":{"type":"BPE","unk_token":"?","fuse_unk":true,"byte_fallback":true,
        "vocab":{"?":0,"▁":1,"a":2,"▁a":3,"<0x62>":4},"merges":["▁ a"]}}
        """

    static func reading(
        _ text: String = small, _ change: (String) -> String = { $0 }
    ) throws -> BytePairTokenizer {
        try BytePairTokenizer(json: Array(change(text).utf8))
    }

    @Test func `is read with merges in both spellings`() throws {
        let tokenizer = try Self.reading()
        #expect(tokenizer.encode("ab abx", surrounded: true, control: .parsed) == [6, 2, 4])
        #expect(tokenizer.encode("a<e>", surrounded: false, control: .parsed) == [0, 6])
        #expect(tokenizer.encode("a<e>", surrounded: false, control: .asText) == [0])
        #expect(tokenizer.prefix == [6] && tokenizer.suffix == [])
        let marked = try Self.reading(Self.marked)
        #expect(marked.encode("a bc", surrounded: true, control: .parsed) == [3, 1, 4, 0])
        #expect(marked.decode([3, 1, 4, 2], control: .skipped) == "a ba")
    }

    @Test func `gives the reference's ids with every setting`() throws {
        let folder = try BytePairFolder.committed()
        for line in try folder.lines("variants.jsonl") {
            let base = try #require(line["base"]?.stringValue)
            var file = try JSONValue(
                parsing: folder.bytes(base + ".tokenizer.json"), limit: 1 << 20)
            for (key, value) in line["changes"]?.members ?? [] {
                guard key == "model", var model = file[key] else {
                    file = file.replacing(key, by: value)
                    continue
                }
                for (name, setting) in value.members ?? [] {
                    model = model.replacing(name, by: setting)
                }
                file = file.replacing(key, by: model)
            }
            let without = Set(line["without"]?.arrayValue?.compactMap(\.stringValue) ?? [])
            let vocabulary = file["model"]?["vocab"]?.members?.filter { !without.contains($0.0) }
            let model = file["model"]?.replacing("vocab", by: .object(vocabulary ?? []))
            file = file.replacing("model", by: try #require(model))
            let tokenizer = try BytePairTokenizer(json: file.textBytes)
            for example in line["texts"]?.arrayValue ?? [] {
                let ids = tokenizer.encode(
                    try #require(example["text"]?.stringValue),
                    surrounded: example["surrounded"] == .bool(true),
                    control: example["control"] == .string("asText") ? .asText : .parsed)
                #expect(
                    ids == example["ids"]?.ids, "\(line["changes"]?.text ?? ""): \(example.text)")
            }
        }
    }

    static let unsupported: [(String, String, String)] = [
        ("\"type\":\"BPE\"", "\"type\":\"Unigram\"", "model"),
        ("\"dropout\":null", "\"dropout\":0.1", "model.dropout"),
        ("subword_prefix\":\"\"", "subword_prefix\":\"##\"", "model.continuing_subword_prefix"),
        ("word_suffix\":\"\"", "word_suffix\":\"</w>\"", "model.end_of_word_suffix"),
        ("\"byte_fallback\":false", "\"byte_fallback\":true", "model.byte_fallback"),
        ("\"normalizer\":null", "\"normalizer\":{\"type\":\"NFKC\"}", "normalizer"),
        (
            "\"pre_tokenizer\":{\"type\":\"ByteLevel\"", "\"pre_tokenizer\":{\"type\":\"Bert\"",
            "pre_tokenizer"
        ),
        ("\"decoder\":{\"type\":\"ByteLevel\"", "\"decoder\":{\"type\":\"WordPiece\"", "decoder"),
        ("\"decoder\":{", "\"decoder\":null,\"x\":{", "decoder"),
        ("\"TemplateProcessing\"", "\"RobertaProcessing\"", "post_processor"),
        ("\"single_word\":false", "\"single_word\":true", "added token with single_word"),
        (
            "\"id\":6,\n\"content\":\"<e>\"", "\"id\":0,\"content\":\"a\"",
            "special token that is a letter"
        ),
        (
            "\"truncation\":null", "\"truncation\":{\"direction\":\"Left\",\"max_length\":5}",
            "truncation.direction"
        ),
        (
            "\"pre_tokenizer\":{\"type\":\"ByteLevel\"",
            #""pre_tokenizer":{"type":"Split","pattern":{"Regex":"\\p{L}+"},"behavior":"Isolated""#,
            "pre_tokenizer.pattern.Regex"
        ),
        (
            "\"pre_tokenizer\":{\"type\":\"ByteLevel\"",
            #""pre_tokenizer":{"type":"Split","pattern":{},"behavior":"Removed""#,
            "pre_tokenizer.behavior"
        ),
        (
            "\"pre_tokenizer\":{\"type\":\"ByteLevel\"",
            "\"pre_tokenizer\":{\"type\":\"Digits\",\"individual_digits\":false",
            "pre_tokenizer.individual_digits"
        ),
    ]
    static let unsupportedMarks: [(String, String, String)] = [
        ("\"prepend\":\"▁\"", "\"prepend\":\"_\"", "normalizer.normalizers.prepend"),
        ("\"content\":\"▁\"", "\"content\":\"_\"", "normalizer.normalizers.content"),
        ("\"type\":\"Prepend\"", "\"type\":\"Lowercase\"", "normalizer"),
        (
            "\"content\":\" \"},{\"type\":\"B", "\"content\":\"\"},{\"type\":\"B",
            "decoder.decoders.content"
        ),
        ("\"start\":1", "\"start\":2", "decoder.start"),
        ("{\"type\":\"Fuse\"}", "{\"type\":\"CTC\"}", "decoder"),
        ("{\"type\":\"Fuse\"},", "", "decoder"),
        ("{\"type\":\"ByteFallback\"}", "{\"type\":\"Fuse\"}", "decoder"),
        (
            "\"pre_tokenizer\":null",
            "\"pre_tokenizer\":{\"type\":\"Metaspace\",\"replacement\":\"_\"}",
            "pre_tokenizer.replacement"
        ),
        (
            "\"pre_tokenizer\":null",
            #""pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"x"}"#,
            "pre_tokenizer.prepend_scheme"
        ),
    ]

    @Test(arguments: unsupported.map { (small, $0) } + unsupportedMarks.map { (marked, $0) })
    func `is refused by the name of what is not done`(
        text: String, change: (old: String, new: String, field: String)
    ) throws {
        #expect(text.contains(change.old))
        let error = #expect(throws: TokenizerError.self) {
            try Self.reading(text) { $0.replacing(change.old, with: change.new) }
        }
        guard case .unsupported(change.field, _) = error else {
            Issue.record("\(change.field): \(String(describing: error))")
            return
        }
    }

    static let broken: [(String, String, TokenizerError)] = [
        ("[\"a b\"", "[\"ab\"", .invalidField("model.merges")),
        ("[\"a b\"", "[\"a  b\"", .invalidField("model.merges")),
        ("[\"a b\"", "[5", .invalidField("model.merges")),
        ("[\"Ġ\",\"ab\"]", "[\"Ġ\"]", .invalidField("model.merges")),
        ("[\"Ġ\",\"ab\"]", "[\"Ġ\",\"\"]", .unknownPiece("")),
        ("[\"a b\"", "[\"a c\"", .unknownPiece("ac")),
        ("\"merges\":[", "\"merges\":null,\"x\":[", .invalidField("model.merges")),
        ("\"unk_token\":null", "\"unk_token\":\"?\"", .unknownPiece("?")),
        ("\"c\":5", "\"c\":4", .ambiguousPiece("c")),
        ("\"c\":5", "\"c\":16777216", .invalidField("model.vocab.c")),
        ("\"id\":6", "\"id\":5", .ambiguousPiece("<e>")),
        ("\"special\":true", "\"special\":1", .invalidField("added_tokens.special")),
        (
            "\"use_regex\":true},\n\"post", "\"use_regex\":1},\n\"post",
            .invalidField("pre_tokenizer.use_regex")
        ),
    ]

    @Test(arguments: broken)
    func `is refused when a field is broken`(old: String, new: String, error: TokenizerError) {
        #expect(Self.small.contains(old))
        #expect(throws: error) { try Self.reading { $0.replacing(old, with: new) } }
    }

    @Test func `is refused where white space could be two tokens'`() {
        let second =
            "\"special\":true},{\"id\":7,\"content\":\" x\",\"normalized\":false}],\"normalizer\""
        #expect(
            throws: TokenizerError.unsupported(field: "added token with white space", value: " x")
        ) {
            try Self.reading {
                $0.replacing("\"rstrip\":false", with: "\"rstrip\":true")
                    .replacing("\"special\":true}],\"normalizer\"", with: second)
            }
        }
    }

    @Test(arguments: 0..<3_000)
    func `never traps when its bytes are changed`(seed: UInt64) {
        var random = SeededBytes(seed: seed, label: "byte-pair")
        var bytes = Array((seed % 2 == 0 ? Self.small : Self.marked).utf8)
        for _ in 0...random.below(4) {
            let position = Int(random.below(UInt64(bytes.count)))
            switch random.below(4) {
            case 0: bytes[position] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.remove(at: position)
            case 2: bytes.insert(bytes[Int(random.below(UInt64(bytes.count)))], at: position)
            default: bytes.removeSubrange(position..<min(bytes.count, position + 9))
            }
        }
        guard let tokenizer = try? BytePairTokenizer(json: bytes) else { return }
        for control in [ControlReading.parsed, .asText] {
            let ids = tokenizer.encode("ab <e>b \u{1D165}é", surrounded: true, control: control)
            #expect(ids.allSatisfy { $0 < tokenizer.identifierCount })
            _ = tokenizer.decode(ids + [0, 1, 99], control: .skipped)
        }
    }
}
