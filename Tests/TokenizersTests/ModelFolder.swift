import Foundation
import Testing
import Tokenizers
import Wire

/// The base model's `tokenizer.json`: where OPENLEDGER_MODEL says, or where `make build` put it.
enum ModelFolder {
    static func tokenizerJSON() throws -> [UInt8] {
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let folder =
            ProcessInfo.processInfo.environment["OPENLEDGER_MODEL"]
            ?? repository.path + "/.cache/models/all-MiniLM-L6-v2"
        let data = try #require(
            FileManager.default.contents(atPath: folder + "/tokenizer.json"),
            "The base model is not at \(folder); run `make build`, which fetches it.")
        return [UInt8](data)
    }

    static func tokenizer() throws -> WordPieceTokenizer {
        try WordPieceTokenizer(json: tokenizerJSON())
    }

    /// The lines of a committed file of JSON values.
    static func fixture(_ name: String) throws -> [JSONValue] {
        let url = try #require(
            Bundle.module.url(forResource: name, withExtension: "jsonl", subdirectory: "Fixtures"))
        return try Data(contentsOf: url).split(separator: 0x0A).map {
            try JSONValue(parsing: [UInt8]($0), limit: 1 << 20)
        }
    }
}

extension JSONValue {
    /// The value with one member of the object replaced.
    func replacing(_ key: String, by value: JSONValue) -> JSONValue {
        .object((members ?? []).map { $0.0 == key ? (key, value) : $0 })
    }

    /// An array of integers.
    var ids: [Int32]? {
        arrayValue?.compactMap { $0.integerValue.map { Int32($0) } }
    }
}
