import Testing
import Wire

@Suite struct `A digest` {
    /// FIPS 180-4 examples, as NIST publishes them.
    static let vectors: [(text: String, hex: String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ]

    @Test(arguments: vectors)
    func `is SHA-256`(vector: (text: String, hex: String)) {
        #expect(Digest.sha256(Array(vector.text.utf8)).hex == vector.hex)
        #expect(Digest.sha256(vector.text.utf8).description == vector.hex)
    }

    @Test func `of a million letters is as FIPS 180-4 says`() {
        let hex = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        #expect(Digest.sha256([UInt8](repeating: 0x61, count: 1_000_000)).hex == hex)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `of a stream does not depend on where the pieces end`(seed: UInt64) {
        var random = SeededBytes(seed: seed, label: "pieces")
        let bytes = random.bytes(Int(random.below(700)))
        var stream = DigestStream()
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int(random.below(80)))
            switch random.below(3) {
            case 0: stream.update(piece)
            case 1: stream.update(Array(piece))
            default: unsafe stream.update(Array(piece).span.bytes)
            }
            rest = rest.dropFirst(piece.count)
        }
        #expect(stream.finalize() == Digest.sha256(bytes))
    }

    @Test func `stream goes on after its value was asked for`() {
        var stream = DigestStream()
        stream.update(Array("ab".utf8))
        let early = stream.finalize()
        stream.update(Array("c".utf8))
        #expect(early == Digest.sha256(Array("ab".utf8)))
        #expect(stream.finalize() == Digest.sha256(Array("abc".utf8)))
    }

    @Test func `is hashed as its bytes are`() {
        let left = Digest.sha256([1])
        let right = Digest.sha256([2])
        var stream = DigestStream()
        stream.update([1])
        stream.update(left)
        stream.update(right)
        #expect(stream.finalize() == Digest.sha256([1] + left.bytes + right.bytes))
    }

    @Test func `takes 32 bytes and no other number`() {
        let bytes = [UInt8](0..<32)
        #expect(Digest(bytes)?.bytes == bytes)
        #expect(Digest(bytes.dropLast()) == nil)
        #expect(Digest(bytes + [0]) == nil)
        #expect(Digest([]) == nil)
    }

    @Test func `reads 64 lower-case digits only`() throws {
        let digest = Digest.sha256([1])
        #expect(Digest(hex: digest.hex) == digest)
        #expect(Digest(hex: digest.hex.uppercased()) == nil)
        #expect(Digest(hex: String(digest.hex.dropLast())) == nil)
        #expect(Digest(hex: digest.hex + "00") == nil)
    }

    @Test(arguments: 0..<32)
    func `is ordered as its bytes are`(position: Int) throws {
        var low = [UInt8](repeating: 7, count: 32)
        var high = low
        high[position] = 8
        for later in position + 1..<32 where later < 32 { low[later] = 255 }
        let smaller = try #require(Digest(low))
        let greater = try #require(Digest(high))
        #expect(smaller < greater)
        #expect(!(greater < smaller))
        #expect(!(greater < greater))
        #expect(smaller.hashValue == Digest(low)?.hashValue)
    }

    @Test func `with a tag frames its parts`() {
        // SHA-256 of "t" 00, 00000002 "ab", 00000000.
        let preimage: [UInt8] = [0x74, 0, 0, 0, 0, 2, 0x61, 0x62, 0, 0, 0, 0]
        #expect(Digest.sha256(tag: "t", [0x61, 0x62], []) == Digest.sha256(preimage))
        #expect(Digest.sha256(tag: "t", [1, 2], [3]) != Digest.sha256(tag: "t", [1], [2, 3]))
        #expect(Digest.sha256(tag: "t", [1]) != Digest.sha256(tag: "t", [1], []))
        #expect(Digest.sha256(tag: "t", [1]) != Digest.sha256(tag: "u", [1]))
        #expect(Digest.sha256(tag: "t") == Digest.sha256([0x74, 0]))
    }
}
