import Testing
import Wire

@Suite struct `A JSON text` {
    static func parse(_ text: String) throws(JSONError) -> JSONValue {
        try JSONValue(parsing: Array(text.utf8), limit: 1_000_000)
    }

    static let sound: [(text: String, value: JSONValue)] = [
        ("null", .null), (" \t\r\n true \n", .bool(true)), ("false", .bool(false)),
        ("0", .integer(0)), ("-0", .integer(0)), ("-12", .integer(-12)),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("9223372036854775808", .decimal(9_223_372_036_854_775_808)),
        ("-9223372036854775809", .decimal(-9_223_372_036_854_775_808)),
        ("18446744073709551616", .decimal(18_446_744_073_709_551_616)),
        ("1.0", .decimal(1)), ("-0.0", .decimal(-0.0)), ("1e2", .decimal(100)),
        ("1E+2", .decimal(100)), ("25e-1", .decimal(2.5)), ("0.1", .decimal(0.1)),
        ("1e-400", .decimal(0)), ("5e-324", .decimal(.leastNonzeroMagnitude)),
        ("1.7976931348623157e308", .decimal(.greatestFiniteMagnitude)),
        ("\"\"", .string("")), ("\"a\u{7F}é𝄞\"", .string("a\u{7F}é𝄞")),
        ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", .string("\"\\/\u{8}\u{C}\n\r\t")),
        ("\"\\u0041\\u00e9\\u00E9\\u0000\"", .string("Aéé\0")),
        ("\"\\ud834\\uDD1E!\"", .string("𝄞!")),
        ("\"\\ud800\\udc00\\udbff\\udfff\"", .string("\u{10000}\u{10FFFF}")),
        ("\"\\uFFFF\\uD7FF\\uE000\"", .string("\u{FFFF}\u{D7FF}\u{E000}")),
        ("[]", .array([])), ("[ ]", .array([])), ("{}", .object([])), ("{ }", .object([])),
        ("[1,[2],{}]", .array([.integer(1), .array([.integer(2)]), .object([])])),
        ("{\"b\":1,\"a\":[null]}", .object([("b", .integer(1)), ("a", .array([.null]))])),
        (" { \"b\" : 1 , \"a\" : 2 } ", .object([("b", .integer(1)), ("a", .integer(2))])),
        // Alike to readers, but not the same bytes: two keys.
        (
            "{\"\u{E9}\":1,\"e\u{301}\":2}",
            .object([("\u{E9}", .integer(1)), ("e\u{301}", .integer(2))])
        ),
    ]

    @Test(arguments: sound)
    func `is read`(text: String, value: JSONValue) throws {
        #expect(try Self.parse(text) == value)
    }

    static let unsound: [(text: String, error: JSONError)] = [
        ("", .unexpectedEnd(offset: 0)), ("  ", .unexpectedEnd(offset: 2)),
        ("\u{FEFF}1", .unexpectedByte(offset: 0)), ("nul", .unexpectedEnd(offset: 3)),
        ("nulL", .unexpectedByte(offset: 3)), ("True", .unexpectedByte(offset: 0)),
        ("NaN", .unexpectedByte(offset: 0)), ("Infinity", .unexpectedByte(offset: 0)),
        ("-Infinity", .malformedNumber(offset: 0)), ("+1", .unexpectedByte(offset: 0)),
        ("01", .malformedNumber(offset: 0)), ("-01", .malformedNumber(offset: 0)),
        ("00", .malformedNumber(offset: 0)), ("-", .malformedNumber(offset: 0)),
        (".5", .unexpectedByte(offset: 0)), ("5.", .malformedNumber(offset: 0)),
        ("1.e1", .malformedNumber(offset: 0)), ("1e", .malformedNumber(offset: 0)),
        ("1e+", .malformedNumber(offset: 0)), ("[1e-]", .malformedNumber(offset: 1)),
        ("1e999", .numberOutOfRange(offset: 0)), ("[-1e309]", .numberOutOfRange(offset: 1)),
        ("0x10", .trailingBytes(offset: 1)), ("1 2", .trailingBytes(offset: 2)),
        ("1,", .trailingBytes(offset: 1)), ("{}}", .trailingBytes(offset: 2)),
        ("[1,]", .unexpectedByte(offset: 3)), ("[,1]", .unexpectedByte(offset: 1)),
        ("[1 2]", .unexpectedByte(offset: 3)), ("[1", .unexpectedEnd(offset: 2)),
        ("[1}", .unexpectedByte(offset: 2)), ("{\"a\":1]", .unexpectedByte(offset: 6)),
        ("{\"a\":1,}", .unexpectedByte(offset: 7)), ("{\"a\"}", .unexpectedByte(offset: 4)),
        ("{a:1}", .unexpectedByte(offset: 1)), ("{1:1}", .unexpectedByte(offset: 1)),
        ("{\"a\":}", .unexpectedByte(offset: 5)), ("{", .unexpectedEnd(offset: 1)),
        ("\"abc", .unexpectedEnd(offset: 4)), ("\"a\\\"", .unexpectedEnd(offset: 4)),
        ("\"\\", .unexpectedEnd(offset: 2)), ("'a'", .unexpectedByte(offset: 0)),
        ("\"a\nb\"", .controlCharacter(offset: 2)), ("\"\0\"", .controlCharacter(offset: 1)),
        ("\"\\a\"", .malformedEscape(offset: 1)), ("\"\\U0041\"", .malformedEscape(offset: 1)),
        ("\"\\u00g0\"", .malformedEscape(offset: 1)), ("\"\\u12\"", .malformedEscape(offset: 1)),
        ("\"\\u12", .unexpectedEnd(offset: 5)), ("\"\\u+123\"", .malformedEscape(offset: 1)),
        ("\"\\ud800\"", .loneSurrogate(offset: 1)), ("\"x\\udc00\"", .loneSurrogate(offset: 2)),
        ("\"\\ud800\\u0041\"", .loneSurrogate(offset: 1)),
        ("\"\\ud800\\ud800\"", .loneSurrogate(offset: 1)),
        ("\"\\ud800\\udbff\"", .loneSurrogate(offset: 1)),
        ("\"\\ud800\\ue000\"", .loneSurrogate(offset: 1)),
        ("\"\\ud800x\"", .loneSurrogate(offset: 1)),
        ("{\"a\":1,\"a\":2}", .duplicateKey(offset: 7)),
        ("{\"a\":1,\"\\u0061\":2}", .duplicateKey(offset: 7)),
        ("/**/1", .unexpectedByte(offset: 0)),
        ("[1]\0", .trailingBytes(offset: 3)), ("\u{A0}1", .unexpectedByte(offset: 0)),
    ]

    @Test(arguments: unsound)
    func `is refused where it is unsound`(text: String, error: JSONError) {
        #expect(throws: error) { try Self.parse(text) }
        #expect(error.description.hasSuffix("."))
    }

    static let malformedUTF8: [[UInt8]] = [
        [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF5, 0x80],
        [0xF4, 0x90, 0x80, 0x80], [0xF0, 0x80, 0x80, 0x80], [0xFF], [0xE0, 0x80, 0xAF],
    ]

    @Test(arguments: malformedUTF8)
    func `is refused when a string is not UTF-8`(content: [UInt8]) {
        let text: [UInt8] = [0x5B, 0x22, 0x61] + content + [0x22, 0x5D]
        #expect(throws: JSONError.invalidUTF8(offset: 1)) {
            try JSONValue(parsing: text, limit: 100)
        }
        let escaped: [UInt8] = [0x22, 0x5C, 0x6E] + content + [0x22]
        #expect(throws: JSONError.invalidUTF8(offset: 0)) {
            try JSONValue(parsing: escaped, limit: 100)
        }
    }

    @Test(arguments: ["[", "{\"a\":"])
    func `is refused when it is nested too deep`(opening: String) throws {
        let closing = opening == "[" ? "]" : "}"
        func nested(_ depth: Int) -> String {
            String(repeating: opening, count: depth) + (opening == "[" ? "" : "0")
                + String(repeating: closing, count: depth)
        }
        #expect(throws: Never.self) { try Self.parse(nested(64)) }
        let offset = 64 * opening.utf8.count
        #expect(throws: JSONError.tooDeep(offset: offset)) { try Self.parse(nested(65)) }
        #expect(throws: JSONError.tooDeep(offset: offset)) {
            try Self.parse(String(repeating: opening, count: 100_000))
        }
        // Depth is given back: many brackets side by side are not deep.
        #expect(throws: Never.self) {
            try Self.parse("[" + String(repeating: "[[]],", count: 200) + "{}]")
        }
    }

    @Test func `is refused over the limit before it is read`() {
        #expect(throws: JSONError.tooLarge(limit: 3)) {
            try JSONValue(parsing: Array("????".utf8), limit: 3)
        }
        #expect(throws: Never.self) { try JSONValue(parsing: Array("true".utf8), limit: 4) }
    }

    @Test(arguments: [5, 8, 9, 10, 200])
    func `is refused when a key comes twice among many`(count: Int) {
        for repeated in [0, count / 2, count - 1] {
            let keys = (0..<count).map { "\"k\($0)\":0" } + ["\"k\(repeated)\":1"]
            let text = "{\(keys.joined(separator: ","))}"
            let offset = text.utf8.count - keys[count].utf8.count - 1
            #expect(throws: JSONError.duplicateKey(offset: offset)) { try Self.parse(text) }
        }
    }

    @Test func `is looked into by kind`() throws {
        let value = try Self.parse(
            #"{"s":"x","i":3,"d":2.5,"b":true,"a":[1],"o":{"i":1},"n":null}"#)
        #expect(value["s"]?.stringValue == "x")
        #expect(value["i"]?.integerValue == 3)
        #expect(value["i"]?.doubleValue == 3)
        #expect(value["d"]?.doubleValue == 2.5)
        #expect(value["d"]?.integerValue == nil)
        #expect(value["b"]?.boolValue == true)
        #expect(value["a"]?.arrayValue == [.integer(1)])
        #expect(value["o"]?["i"] == .integer(1))
        #expect(value["n"] == .null)
        #expect(value["missing"] == nil)
        let alike = JSONValue.object([("\u{E9}", .integer(1)), ("e\u{301}", .integer(2))])
        #expect(alike["e\u{301}"] == .integer(2))
        #expect(value["s"]?["x"] == nil)
        #expect(value.members?.map(\.0) == ["s", "i", "d", "b", "a", "o", "n"])
    }
}
