import Identity
import Testing
import Wire

@Suite struct `An account's key` {
    /// Made by scripts/fixtures/eip712-vectors.py; the last secret is n - 1.
    static let vectors: [(secret: String, address: String)] = [
        (
            "0000000000000000000000000000000000000000000000000000000000000001",
            "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"
        ),
        (
            "0000000000000000000000000000000000000000000000000000000000000002",
            "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF"
        ),
        (
            "4646464646464646464646464646464646464646464646464646464646464646",
            "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F"
        ),
        (
            "8000000000000000000000000000000000000000000000000000000000000000",
            "0xa71E43Be339F9791235641F457c1Ba2DA86b9Eb3"
        ),
        (
            "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140",
            "0x80C0dbf239224071c59dD8970ab9d542E3414aB2"
        ),
    ]

    @Test(arguments: vectors)
    func `has the address that Ethereum gives it`(secret: String, address: String) throws {
        let key = try AccountKey(secret: #require(Hex.decode(secret)))
        #expect(key.address.description == address)
    }

    static let unsound: [String] = [
        "", "01", String(repeating: "0", count: 64),
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
        String(repeating: "f", count: 64), String(repeating: "1", count: 66),
    ]

    @Test(arguments: unsound)
    func `is refused when it is no scalar`(secret: String) throws {
        let bytes = try #require(Hex.decode(secret))
        #expect(throws: IdentityError.invalidSecret) { try AccountKey(secret: bytes) }
    }

    @Test func `is derived from seed and label alone`() throws {
        let key = AccountKey.derived(seed: 1, label: "node")
        #expect(key.secret == AccountKey.derived(seed: 1, label: "node").secret)
        #expect(key.secret != AccountKey.derived(seed: 2, label: "node").secret)
        #expect(key.secret != AccountKey.derived(seed: 1, label: "maker").secret)
        let expected = Digest.sha256(
            tag: "openledger/account-key/v1", Array("node".utf8), [0, 0, 0, 0, 0, 0, 0, 1],
            [0, 0, 0, 0])
        #expect(key.secret == expected.bytes)
    }

    /// Hands out fixed words, so that the draws can be chosen.
    struct Words: RandomNumberGenerator {
        var words: [UInt64]
        mutating func next() -> UInt64 { words.removeFirst() }
    }

    @Test func `is drawn again when a draw is no scalar`() throws {
        var words = Words(words: [0, 0, 0, 0, .max, .max, .max, .max, 0, 0, 0, 2])
        let key = AccountKey(randomUsing: &words)
        #expect(key.address.description == "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF")
        #expect(words.words.isEmpty)
    }

    @Test func `never shows its secret`() {
        let key = AccountKey.derived(seed: 3, label: "shown")
        var dumped = ""
        dump(key, to: &dumped)
        dump([key], to: &dumped)
        let shown = [
            "\(key)", String(reflecting: key), String(describing: [key]),
            String(reflecting: Optional(key)), dumped,
        ]
        for text in shown {
            #expect(text.contains(key.address.description))
            #expect(!text.contains(Hex.encode(key.secret)))
            #expect(!text.contains(key.secret.prefix(4).map(String.init).joined(separator: ", ")))
            #expect(!text.contains("secret"))
        }
        // What dump and the test library print comes from the mirror.
        let children = Mirror(reflecting: key).children
        #expect(children.map(\.label) == ["address"])
        #expect(children.first?.value as? AccountAddress == key.address)
    }
}
