import Foundation
import Testing
import Wire

/// The texts of https://github.com/nst/JSONTestSuite, each with what RFC 8259 says of it;
/// scripts/fixtures/public-vectors.py writes them.
@Suite struct `The JSON test suite` {
    struct Item {
        let name: String
        let bytes: [UInt8]

        var isAccepted: Bool { (try? JSONValue(parsing: bytes, limit: 1 << 20)) != nil }
    }

    static func items(_ verdict: String) throws -> [Item] {
        let url = try #require(
            Bundle.module.url(
                forResource: "json-test-suite", withExtension: "txt", subdirectory: "Fixtures"))
        return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").filter {
            $0.hasPrefix(verdict)
        }.map { line in
            let parts = line.split(separator: " ")
            return Item(name: String(parts[0]), bytes: try bytes(String(parts[1])))
        }
    }

    /// `COUNT*HEX+HEX` stands for a beginning that repeats, `-` for nothing.
    private static func bytes(_ text: String) throws -> [UInt8] {
        guard text != "-" else { return [] }
        guard let star = text.firstIndex(of: "*") else { return try #require(Hex.decode(text)) }
        let count = try #require(Int(text[..<star]))
        let parts = text[text.index(after: star)...].split(
            separator: "+", omittingEmptySubsequences: false)
        let unit = try #require(Hex.decode(String(parts[0])))
        let end = try #require(Hex.decode(String(parts[1])))
        return Array(repeatElement(unit, count: count).joined()) + end
    }

    /// Objects with a key twice, which RFC 8259 calls unpredictable and we refuse.
    static let stricter = [
        "y_object_duplicated_key", "y_object_duplicated_key_and_value",
    ]

    /// Numbers beyond 64 bits, of which the nearest Double is taken.
    static let taken = [
        "i_number_double_huge_neg_exp", "i_number_real_underflow", "i_number_too_big_neg_int",
        "i_number_too_big_pos_int", "i_number_very_big_negative_int",
    ]

    @Test func `has what must be read, read, but for keys that stand twice`() throws {
        let items = try Self.items("y_")
        #expect(items.count == 95)
        #expect(items.filter { !$0.isAccepted }.map(\.name) == Self.stricter)
    }

    @Test func `has what must be refused, refused`() throws {
        let items = try Self.items("n_")
        #expect(items.count == 188)
        #expect(items.filter(\.isAccepted).map(\.name) == [])
    }

    @Test func `has what is left open decided`() throws {
        let items = try Self.items("i_")
        #expect(items.count == 35)
        #expect(items.filter(\.isAccepted).map(\.name) == Self.taken)
    }
}
