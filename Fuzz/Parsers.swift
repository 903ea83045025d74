// One fuzz target for every parser of strangers' bytes. scripts/fuzz.sh builds it with libFuzzer
// and the address sanitizer; OPENLEDGER_FUZZ names the parser. A parser may refuse; it may not
// trap, read out of bounds, or accept what its writer would write differently.

import ChatTemplates
import Datanets
import Glibc
import LanguageModels
import Ledger
import Tokenizers
import TransparencyLog
import Verifier
import Wire

/// A parser under test.
enum Parser: String {
    case json, note, proof, entry, opening, receipt, tokenizer, safetensors, configuration, numpy
    case objection, gguf, decoder, chat

    /// The one that the environment names.
    static let chosen: Parser = {
        let name = getenv("OPENLEDGER_FUZZ").map { String(cString: $0) } ?? ""
        guard let parser = Parser(rawValue: name) else {
            preconditionFailure("OPENLEDGER_FUZZ must name a parser, not '\(name)'.")
        }
        return parser
    }()

    func read(_ bytes: [UInt8]) {
        switch self {
        case .json:
            guard let value = try? JSONValue(parsing: bytes, limit: 1 << 20) else { return }
            let written = CanonicalJSON.encode(value)
            let again = try? CanonicalJSON.parse(written, limit: 1 << 24)
            // Its members are sorted there, and equal objects have theirs in one order.
            precondition(
                again.map(CanonicalJSON.encode) == written, "JSON does not survive being written.")
        case .note:
            guard let note = try? SignedNote(parsing: bytes) else { return }
            precondition(note.bytes == bytes, "A note is written differently.")
        case .proof:
            guard let proof = try? TLogProof(parsing: bytes) else { return }
            precondition(proof.bytes == bytes, "A proof is written differently.")
        case .entry:
            guard let entry = try? Entry(decoding: bytes) else { return }
            precondition(entry.encoded == bytes, "An entry is written differently.")
        case .opening:
            guard let opening = try? AnswerOpening(line: bytes[...]) else { return }
            let again = try? AnswerOpening(line: opening.line[...])
            precondition(again == opening, "An opening does not survive being written.")
        case .receipt:
            _ = ReceiptVerifier.verify(file: bytes, key: Self.key)
        case .tokenizer:
            guard let tokenizer = try? Tokenizer(json: bytes) else { return }
            Self.use(tokenizer)
        case .safetensors:
            guard let file = try? SafetensorsFile(bytes: bytes) else { return }
            for tensor in file.tensors {
                let found = file.tensor(tensor.name)?.name.utf8
                precondition(
                    found?.elementsEqual(tensor.name.utf8) == true, "A name finds another tensor.")
            }
        case .gguf:
            Self.read(gguf: bytes)
        case .decoder:
            _ = try? DecoderConfiguration(json: bytes)
        case .configuration:
            _ = try? BertConfiguration(json: bytes)
        case .numpy:
            _ = try? NumPyFile(bytes: bytes)
        case .objection:
            guard let act = ObjectionAct(line: bytes) else { return }
            precondition(act.line.dropLast() == bytes[...], "An act is written differently.")
        case .chat:
            let source = String(decoding: bytes, as: UTF8.self)
            guard let template = try? ChatTemplate(source: source) else { return }
            let texts = (0..<2).map { _ in Self.rendered(template) }
            precondition(texts[0] == texts[1], "A template renders twice and differently.")
        }
    }

    private static func read(gguf bytes: [UInt8]) {
        guard let file = try? GGUFFile(bytes: bytes) else { return }
        for tensor in file.tensors {
            precondition(file.tensor(tensor.name) == tensor, "A name finds another tensor.")
            guard let values = try? file.floats(tensor) else { continue }
            precondition(
                values.count == tensor.rows * tensor.columns && values.allSatisfy(\.isFinite),
                "A tensor has other numbers than its header promises.")
        }
        _ = try? GGUFTokenizer(file)
        guard let weights = try? DecoderWeights(gguf: file) else { return }
        for layer in 0..<weights.configuration.layerCount { _ = try? weights.layer(layer) }
    }

    /// What a tokenizer makes of a text may be anything, but must be made.
    private static func use(_ tokenizer: Tokenizer) {
        let text = "ab <s>it's  12\n\u{E9}e\u{301}\u{2581}\u{1F642}"
        for control in [ControlReading.parsed, .asText] {
            let ids = tokenizer.encode(text, surrounded: true, control: control)
            precondition(
                ids.allSatisfy { $0 < tokenizer.identifierCount }, "An id is over their count.")
            _ = tokenizer.generative?.decode(ids, control: .skipped)
        }
    }

    private static func rendered(_ template: ChatTemplate) -> String? {
        let call = JSONValue.object([
            ("function", .object([("name", .string("f")), ("arguments", .object([]))]))
        ])
        let messages = [
            ChatMessage(role: "system", content: " Be e\u{301}xact.\n"),
            ChatMessage(role: "user", content: "a,b"),
            ChatMessage(role: "assistant", content: nil, toolCalls: [call], reasoning: "Hm"),
        ]
        return try? template.render(
            messages, addGenerationPrompt: true, beginToken: "<s>", endToken: "</s>",
            tools: [call], now: CivilTime(year: 2024, month: 2, day: 29))
    }

    private static let key: VerifierKey = {
        let seed = [UInt8](repeating: 7, count: 32)
        guard let signer = LogSigner(name: "openledger.example/fuzz", seed: seed) else {
            preconditionFailure("The log's name is not valid.")
        }
        return signer.verifierKey
    }()
}

@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    Parser.chosen.read(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
