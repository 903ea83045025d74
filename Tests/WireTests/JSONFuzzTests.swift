import Testing
import Wire

/// Values and texts from seeds: the parser and the encoders are inverse, and no bytes trap.
@Suite struct `Any JSON bytes` {
    static func value(_ random: inout SeededBytes, depth: Int) -> JSONValue {
        switch random.below(depth > 0 ? 8 : 6) {
        case 0: return .null
        case 1: return .bool(random.below(2) == 0)
        case 2: return .integer(Int64(bitPattern: random.next() >> random.below(64)))
        case 3:
            let number = Double(bitPattern: random.next())
            return .decimal(number.isFinite ? number : 0.5)
        case 4, 5: return .string(text(&random))
        case 6: return .array((0..<random.below(5)).map { _ in value(&random, depth: depth - 1) })
        default:
            // The position keeps random keys apart.
            return .object(
                (0..<random.below(14)).map { position in
                    ("\(text(&random))\(position)", value(&random, depth: depth - 1))
                })
        }
    }

    static func text(_ random: inout SeededBytes) -> String {
        var text = ""
        for _ in 0..<random.below(8) {
            let bound: UInt64 = [0x30, 0x80, 0x800, 0x11_0000][Int(random.below(4))]
            guard let scalar = Unicode.Scalar(UInt32(random.below(bound))) else { continue }
            text.unicodeScalars.append(scalar)
        }
        return text
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `that encode a value give it back`(seed: UInt64) throws {
        var random = SeededBytes(seed: seed, label: "json values")
        let value = Self.value(&random, depth: 4)
        for text in [value.text, value.prettyText] {
            #expect(try JSONValue(parsing: Array(text.utf8), limit: .max) == value)
        }
        let canonical = CanonicalJSON.encode(value)
        let parsed = try CanonicalJSON.parse(canonical, limit: .max)
        #expect(CanonicalJSON.encode(parsed) == canonical)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `that are changed are refused or read, never fatal`(seed: UInt64) {
        var random = SeededBytes(seed: seed, label: "json mutations")
        let original = Array(Self.value(&random, depth: 4).text.utf8)
        for _ in 0..<20 {
            var bytes = original
            for _ in 0..<1 + random.below(3) { Self.mutate(&bytes, &random) }
            guard let value = try? JSONValue(parsing: bytes, limit: 100_000) else { continue }
            let again = try? JSONValue(parsing: Array(value.text.utf8), limit: .max)
            #expect(again == value)
        }
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `that are cut short are refused, unless a number still ends well`(seed: UInt64) {
        var random = SeededBytes(seed: seed, label: "json prefixes")
        let whole = Array(JSONValue.array([Self.value(&random, depth: 3)]).text.utf8)
        for count in 0..<min(whole.count, 300) {
            #expect(throws: JSONError.self) {
                try JSONValue(parsing: Array(whole.prefix(count)), limit: .max)
            }
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `that are random are refused or read, never fatal`(seed: UInt64) {
        var random = SeededBytes(seed: seed, label: "json noise")
        let alphabet = Array("{}[]:,\"\\u0dD8e+-.1tfn \n\u{E9}".utf8) + [0xC3, 0xFF, 0x00]
        for _ in 0..<50 {
            let bytes = (0..<random.below(24)).map { _ in
                alphabet[Int(random.below(UInt64(alphabet.count)))]
            }
            guard let value = try? JSONValue(parsing: bytes, limit: 24) else { continue }
            #expect((try? JSONValue(parsing: Array(value.text.utf8), limit: .max)) == value)
        }
    }

    static func mutate(_ bytes: inout [UInt8], _ random: inout SeededBytes) {
        let position = Int(random.below(UInt64(bytes.count + 1)))
        switch random.below(5) {
        case 0 where position < bytes.count: bytes[position] ^= 1 << UInt8(random.below(8))
        case 1 where position < bytes.count: bytes.remove(at: position)
        case 2: bytes.insert(UInt8(random.below(256)), at: position)
        case 3: bytes.removeSubrange(position...)
        default:
            let piece = bytes.prefix(position).suffix(6)
            bytes.insert(contentsOf: piece, at: Int(random.below(UInt64(bytes.count + 1))))
        }
    }

    /// A hostile text may not make the parser slow: twice the keys take about twice the hashing,
    /// which a test can only see as "it ends".
    @Test func `with very many keys, numbers or strings are read`() throws {
        let keys = (0..<100_000).map { "\"\($0)\":\($0)" }.joined(separator: ",")
        let object = try JSONValue(parsing: Array("{\(keys)}".utf8), limit: .max)
        #expect(object.members?.count == 100_000)
        #expect(object.members?.last?.1 == .integer(99_999))
        let digits = String(repeating: "9", count: 100_000)
        #expect(throws: JSONError.numberOutOfRange(offset: 0)) {
            try JSONValue(parsing: Array(digits.utf8), limit: .max)
        }
        let tiny = try JSONValue(parsing: Array("0.\(digits)".utf8), limit: .max)
        #expect(tiny == .decimal(1))
    }
}
