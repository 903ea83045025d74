import Foundation
import Testing
import Tokenizers
import Wire

/// A folder of tokenizers with what the reference makes of texts: the committed one, and another
/// where OPENLEDGER_TOKENIZERS says; scripts/fixtures/byte-pair-fixtures.py writes them.
struct BytePairFolder: CustomTestStringConvertible {
    let path: String

    var testDescription: String { URL(fileURLWithPath: path).lastPathComponent }

    static let all: [BytePairFolder] = {
        let committed = Bundle.module.url(forResource: "Fixtures/BytePair", withExtension: nil)
        let other = ProcessInfo.processInfo.environment["OPENLEDGER_TOKENIZERS"]
        return [committed?.path ?? "Fixtures/BytePair"].map(BytePairFolder.init)
            + (other.map { [BytePairFolder(path: $0)] } ?? [])
    }()

    static func committed() throws -> BytePairFolder { try #require(all.first) }

    func bytes(_ name: String) throws -> [UInt8] {
        let contents = FileManager.default.contents(atPath: path + "/" + name)
        return [UInt8](try #require(contents, "\(path)/\(name) is missing."))
    }

    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }

    /// The lines of a file of JSON values.
    func lines(_ name: String) throws -> [JSONValue] {
        try bytes(name).split(separator: 0x0A).map {
            try JSONValue(parsing: [UInt8]($0), limit: 1 << 20)
        }
    }

    /// The tokenizer of that name: from its `tokenizer.json`, or from a GGUF file's arrays.
    func tokenizer(_ name: String) throws -> BytePairTokenizer {
        if has(name + ".gguf.json") {
            return try BytePairTokenizer(vocabulary: vocabulary(name))
        }
        return try BytePairTokenizer(json: bytes(name + ".tokenizer.json"))
    }

    func vocabulary(_ name: String) throws -> GGUFVocabulary {
        let parts = try JSONValue(parsing: bytes(name + ".gguf.json"), limit: 64 << 20)
        return try GGUFVocabulary(parts: parts)
    }
}

extension GGUFVocabulary {
    /// From the members that a GGUF file's metadata have, under their names.
    init(parts: JSONValue) throws {
        func integers(_ name: String) -> [Int32] { parts[name]?.ids ?? [] }
        func strings(_ name: String) -> [String] {
            parts[name]?.arrayValue?.compactMap(\.stringValue) ?? []
        }
        func id(_ name: String) -> Int32? { parts[name]?.integerValue.map { Int32($0) } }
        self.init(
            model: try #require(parts["model"]?.stringValue), pre: parts["pre"]?.stringValue,
            tokens: strings("tokens"), tokenTypes: integers("token_type"))
        merges = strings("merges")
        scores = parts["scores"]?.arrayValue?.compactMap { $0.doubleValue.map { Float($0) } } ?? []
        beginning = id("bos_token_id")
        end = id("eos_token_id")
        unknown = id("unknown_token_id")
        addsBeginning = parts["add_bos_token"]?.boolValue
        addsEnd = parts["add_eos_token"]?.boolValue
        addsSpacePrefix = parts["add_space_prefix"]?.boolValue
    }
}
