import Foundation
import Testing
import Wire

/// Committed vectors of others, a line each; scripts/fixtures/public-vectors.py writes them.
enum PublicVectors {
    /// The words of each line.
    static func lines(_ name: String) throws -> [[String]] {
        let url = try #require(
            Bundle.module.url(forResource: name, withExtension: "txt", subdirectory: "Fixtures"))
        return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map {
            $0.split(separator: " ").map(String.init)
        }
    }

    /// Bytes in hexadecimal; `-` for none.
    static func bytes(_ text: String) throws -> [UInt8] {
        text == "-" ? [] : try #require(Hex.decode(text))
    }
}
