import Identity
import Testing
import Wire

@Suite struct `A typed message` {
    @Test(arguments: try TypedMessageVector.vectors())
    func `hashes as EIP-712 says`(vector: TypedMessageVector) {
        #expect(vector.domain.separator.hex == vector.separator)
        #expect(vector.message.typeDefinition == vector.definition)
        #expect(vector.message.structDigest.hex == vector.structDigest)
        #expect(vector.message.signingDigest(in: vector.domain).hex == vector.signingDigest)
    }

    @Test(arguments: try TypedMessageVector.vectors())
    func `is signed byte for byte as eth_account signs it`(vector: TypedMessageVector) throws {
        let digest = vector.message.signingDigest(in: vector.domain)
        #expect(vector.signatures.count == TypedMessageVector.secrets.count)
        for (secret, expected) in zip(TypedMessageVector.secrets, vector.signatures) {
            let key = try AccountKey(secret: secret)
            let signature = key.sign(digest)
            #expect(Hex.encode(signature.bytes) == expected)
            #expect(try signature.signer(of: digest) == key.address)
        }
    }

    @Test func `differs in every field, name, type and domain`() throws {
        let zero = try #require(Digest([UInt8](repeating: 0, count: 32)))
        let domain = SigningDomain(chainId: 1, salt: zero)
        let base: [(String, TypedValue)] = [("a", .uint(1, bits: 64)), ("b", .bytes([1]))]
        let variants: [(String, [(String, TypedValue)])] = [
            ("T", base), ("U", base), ("T", base.reversed()), ("T", [base[0]]), ("T", []),
            ("T", [("c", .uint(1, bits: 64)), base[1]]),
            ("T", [("a", .uint(2, bits: 64)), base[1]]),
            ("T", [("a", .uint(1, bits: 32)), base[1]]),
            ("T", [("a", .bool(true)), base[1]]),
            ("T", [base[0], ("b", .bytes([1, 0]))]),
            ("T", [base[0], ("b", .string("\u{1}"))]),
        ]
        var digests = Set(
            variants.map { TypedMessage($0.0, $0.1).signingDigest(in: domain) })
        #expect(digests.count == variants.count)
        digests.insert(
            TypedMessage("T", base).signingDigest(in: SigningDomain(chainId: 2, salt: zero)))
        digests.insert(
            TypedMessage("T", base).signingDigest(
                in: SigningDomain(chainId: 1, salt: .sha256([1]))))
        #expect(digests.count == variants.count + 2)
    }

    @Test func `stops the program when a name is no identifier`() async {
        await #expect(processExitsWith: .failure) {
            _ = TypedMessage("T", [("a,uint256 b", .bool(true))])
        }
        await #expect(processExitsWith: .failure) {
            _ = TypedMessage("T", [("a", .bool(true)), ("a", .bool(false))])
        }
    }

    @Test func `stops the program when an integer is too large for its type`() async {
        await #expect(processExitsWith: .failure) {
            _ = TypedMessage("T", [("a", .uint(256, bits: 8))]).structDigest
        }
    }
}
