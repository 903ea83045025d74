import Testing
import Wire

@Suite struct `Canonical JSON` {
    static let spellings: [(value: JSONValue, text: String)] = [
        (.object([("b", .integer(1)), ("a", .null)]), #"{"a":null,"b":1}"#),
        // UTF-8 order: U+FFFF (EF BF BF) before U+10000 (F0 …); UTF-16 would turn them round.
        (
            .object([("\u{10000}", .null), ("\u{FFFF}", .null), ("", .null)]),
            "{\"\":null,\"\u{FFFF}\":null,\"\u{10000}\":null}"
        ),
        (.array([.integer(.min), .bool(false), .object([])]), "[-9223372036854775808,false,{}]"),
        (
            .string("\u{8}\u{9}\n\u{B}\u{C}\r\u{1F}\"\\/\u{7F}é"),
            "\"\\b\\t\\n\\u000b\\f\\r\\u001f\\\"\\\\/\u{7F}é\""
        ),
        (.decimal(1), "1.0"), (.decimal(-0.0), "-0.0"), (.decimal(0.1), "0.1"),
        (.decimal(1e16), "1e+16"), (.decimal(123456.789), "123456.789"),
        (.decimal(1e-7), "1e-07"), (.decimal(.leastNonzeroMagnitude), "5e-324"),
    ]

    @Test(arguments: spellings)
    func `has one spelling`(value: JSONValue, text: String) throws {
        #expect(CanonicalJSON.text(value) == text)
        let parsed = try CanonicalJSON.parse(Array(text.utf8), limit: 1_000)
        #expect(CanonicalJSON.encode(parsed) == Array(text.utf8))
    }

    @Test(arguments: [
        " 1", "1\n", "[1, 2]", #"{"b":1,"a":2}"#, #""\u0041""#, #""\/""#, "1.00", "-0", "1e2",
        #""\u001F""#, #""\u0008""#, "9223372036854775808",
    ])
    func `is refused in other spellings`(text: String) {
        #expect(throws: JSONError.notCanonical) {
            try CanonicalJSON.parse(Array(text.utf8), limit: 1_000)
        }
    }

    @Test func `prints in order for readers`() {
        let value = JSONValue.object([
            ("z", .array([.integer(1), .array([])])), ("a", .object([("k", .string("v"))])),
            ("e", .object([])),
        ])
        #expect(value.text == #"{"z":[1,[]],"a":{"k":"v"},"e":{}}"#)
        let pretty = """
            {
              "z": [
                1,
                []
              ],
              "a": {
                "k": "v"
              },
              "e": {}
            }
            """
        #expect(value.prettyText == pretty)
    }

    @Test func `compares decimals by their bits`() {
        #expect(JSONValue.decimal(0) != .decimal(-0.0))
        #expect(JSONValue.decimal(1) != .integer(1))
        #expect(JSONValue.string("\u{E9}") != .string("e\u{301}"))
        #expect(
            JSONValue.object([("a", .null), ("b", .null)]) != .object([("b", .null), ("a", .null)]))
    }

    @Test func `stops the program on what JSON cannot say`() async {
        await #expect(processExitsWith: .failure) { _ = CanonicalJSON.text(.decimal(.nan)) }
        await #expect(processExitsWith: .failure) { _ = JSONValue.decimal(.infinity).text }
        await #expect(processExitsWith: .failure) {
            _ = CanonicalJSON.text(.object([("a", .null), ("a", .null)]))
        }
    }
}
