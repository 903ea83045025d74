import Testing
import Wire

@Suite struct `Base64 text` {
    /// RFC 4648 §10, and the two characters that differ between its alphabets.
    static let vectors: [(bytes: [UInt8], text: String)] = [
        ([], ""), (Array("f".utf8), "Zg=="), (Array("fo".utf8), "Zm8="),
        (Array("foo".utf8), "Zm9v"), (Array("foob".utf8), "Zm9vYg=="),
        (Array("fooba".utf8), "Zm9vYmE="), (Array("foobar".utf8), "Zm9vYmFy"),
        ([0xFB, 0xFF, 0xFE], "+//+"), ([0], "AA=="), ([0, 0], "AAA="), ([255], "/w=="),
    ]

    @Test(arguments: vectors)
    func `is as RFC 4648 says`(bytes: [UInt8], text: String) {
        #expect(Base64.encode(bytes) == text)
        #expect(Base64.decode(text) == bytes)
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zg===", "Zm8", "Zm9vZg", "=", "==", "===", "====", "Z===", "Zg==Zg==",
        "Zh==", "Zm9=", "Zg==\n", "Zm9v\n", " Zg==", "Zm 9", "Z-_v", "Zm9v====", "Z=g=", "=Zg=",
        "Zm9=Zm9v", "Zm8=Zm9v", "Zmé=", "Zg=\u{302}=", "Zm9\u{0}", "Zm9v Zm9v",
    ])
    func `is refused in any other spelling`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    /// Every text of four characters over a small alphabet: what is read is written back the same.
    @Test func `has one spelling for each byte string`() {
        let alphabet = Array("AQgw/+=_\n".utf8)
        var accepted = 0
        for code in 0..<6_561 {
            let text = String(
                decoding: [729, 81, 9, 1].map { alphabet[code / $0 % 9] }, as: UTF8.self)
            guard let bytes = Base64.decode(text) else { continue }
            accepted += 1
            #expect(Base64.encode(bytes) == text)
        }
        // Four letters of six; or three, or two, of which the last is one of four (A, Q, g, w) that
        // end in zero bits.
        #expect(accepted == 6 * 6 * 6 * 6 + 6 * 6 * 4 + 6 * 4)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `brings bytes back, and only from their own text`(seed: UInt64) throws {
        var random = SeededBytes(seed: seed, label: "base64")
        let bytes = random.bytes(Int(seed))
        let text = Base64.encode(bytes)
        #expect(Base64.decode(text) == bytes)
        guard !bytes.isEmpty else { return }
        var mutated = Array(text.utf8)
        mutated[Int(random.below(UInt64(mutated.count)))] = UInt8(random.below(128))
        let other = String(decoding: mutated, as: UTF8.self)
        if let decoded = Base64.decode(other) { #expect(Base64.encode(decoded) == other) }
    }
}

@Suite struct `Hexadecimal text` {
    @Test func `has two lower-case digits a byte`() {
        let all = [UInt8](0...255)
        let text = Hex.encode(all)
        #expect(text.hasPrefix("000102030405060708090a0b0c0d0e0f10"))
        #expect(text.hasSuffix("fdfeff"))
        #expect(Hex.decode(text) == all)
        #expect(Hex.encode([]) == "")
        #expect(Hex.decode("") == [])
    }

    @Test(arguments: [
        "0", "000", "0G", "0A", "AA", "0x00", " 00", "00 ", "é", "0\u{302}0", "/0", ":0", "`0",
        "g0",
    ])
    func `is refused in any other form`(text: String) {
        #expect(Hex.decode(text) == nil)
    }
}
