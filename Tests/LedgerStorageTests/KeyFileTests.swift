import Identity
import LedgerStorage
import Machine
import MachineTestKit
import Testing
import Wire

@Suite struct `A contributor's key file` {
    private static let key = AccountKey.derived(seed: 1, label: "ada")
    private static let other = AccountKey.derived(seed: 1, label: "bob")
    private static let order =
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"

    private func error(_ text: String) throws -> String {
        let folder = try TemporaryFolder()
        let path = try folder.write(Array(text.utf8), to: "key.json")
        return try #require(throws: OperationError.self) { try KeyFile.read(path).key }.message
    }

    private func json(_ secret: String, account: AccountKey = key) -> String {
        #"{"account": "\#(account.address)", "apiKey": "ol-x", "secret": "\#(secret)"}"#
    }

    @Test func `is read`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            Array(json(Hex.encode(Self.key.secret)).utf8), to: "key.json")
        #expect(try KeyFile.read(path).key.address == Self.key.address)
    }

    @Test func `is refused when it is of another shape`() throws {
        for text in ["", "openledger log key 1\nname\n00\n", "[]", #"{"secret": "00"}"#] {
            #expect(try error(text).contains("is no key file"))
        }
        #expect(try error(String(repeating: " ", count: 5000)).contains("is no key file"))
        #expect(throws: OperationError.self) { try KeyFile.read("/nothing/there").key }
    }

    @Test func `is refused when its secret is no scalar`() throws {
        let zero = String(repeating: "0", count: 64)
        for secret in [zero, Self.order, String(repeating: "f", count: 64)] {
            #expect(try error(json(secret)).contains("not below the order"))
        }
        #expect(try error(json("0xab")).contains("64 lower-case hexadecimal digits"))
    }

    @Test func `is refused when the secret is another account's`() throws {
        let text = json(Hex.encode(Self.key.secret), account: Self.other)
        #expect(try error(text).contains("not of \(Self.other.address)"))
    }
}
