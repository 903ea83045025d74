import Identity
import Node
import Testing
import Wire

@Suite struct `A contributor's key file` {
    private static let key = ContributionHouse.ada
    private static let order =
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"

    private func error(_ text: String) throws -> String {
        let house = try ContributionHouse()
        let path = try house.file(text, name: "key.json")
        return try #require(throws: NodeError.self) { try ContributorKey.read(path) }.message
    }

    private func json(_ secret: String, account: AccountKey = key) -> String {
        #"{"account": "\#(account.address)", "apiKey": "ol-x", "secret": "\#(secret)"}"#
    }

    @Test func `is read`() throws {
        let house = try ContributionHouse()
        let path = try house.file(json(Hex.encode(Self.key.secret)), name: "key.json")
        #expect(try ContributorKey.read(path).address == Self.key.address)
    }

    @Test func `is refused when it is of another shape`() throws {
        for text in ["", "openledger log key 1\nname\n00\n", "[]", #"{"secret": "00"}"#] {
            #expect(try error(text).contains("is no key file"))
        }
        #expect(try error(String(repeating: " ", count: 5000)).contains("is no key file"))
        #expect(throws: NodeError.self) { try ContributorKey.read("/nothing/there") }
    }

    @Test func `is refused when its secret is no scalar`() throws {
        let zero = String(repeating: "0", count: 64)
        for secret in [zero, Self.order, String(repeating: "f", count: 64)] {
            #expect(try error(json(secret)).contains("not below the order"))
        }
        #expect(try error(json("0xab")).contains("64 lower-case hexadecimal digits"))
    }

    @Test func `is refused when the secret is another account's`() throws {
        let text = json(Hex.encode(Self.key.secret), account: ContributionHouse.bob)
        #expect(try error(text).contains("not of \(ContributionHouse.bob.address)"))
    }
}
