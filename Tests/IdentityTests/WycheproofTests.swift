import Foundation
import Identity
import Testing
import Wire

/// Project Wycheproof's signatures on secp256k1 (https://github.com/C2SP/wycheproof), each with its
/// verdict; scripts/fixtures/public-vectors.py writes the lines, and finds the verdicts again by
/// the plain rule.
@Suite struct `Wycheproof's signatures on secp256k1` {
    struct Vector {
        let verdict: String
        let signer: AccountAddress
        let digest: Digest
        let scalars: [UInt8]

        /// Whether either of Ethereum's two forms of the signature names the signer.
        var isTaken: Bool {
            ([27, 28] as [UInt8]).contains { recovery in
                let signature = try? RecoverableSignature(scalars + [recovery])
                return (try? signature?.signer(of: digest)) == signer
            }
        }
    }

    static let vectors = Result { () throws -> [Vector] in
        let url = try #require(
            Bundle.module.url(
                forResource: "wycheproof-secp256k1", withExtension: "txt",
                subdirectory: "Fixtures"))
        var signer = AccountAddress.zero
        var vectors: [Vector] = []
        for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            if words[0] == "key" {
                let key = try #require(Hex.decode(words[1]))
                let address = Array(Keccak256.digest(key).bytes.suffix(20))
                signer = try #require(AccountAddress(address))
            } else {
                vectors.append(
                    Vector(
                        verdict: words[0], signer: signer,
                        digest: try #require(Digest(hex: words[1])),
                        scalars: try #require(Hex.decode(words[2]))))
            }
        }
        return vectors
    }

    @Test(arguments: [("valid", 761), ("high", 528), ("large", 1), ("invalid", 425)])
    func `are taken where they are valid and of the one form`(verdict: String, count: Int) throws {
        let vectors = try Self.vectors.get().filter { $0.verdict == verdict }
        #expect(vectors.count == count)
        // A wallet's form has no room for an x over the order, and only one of two s is taken.
        #expect(vectors.count { $0.isTaken } == (verdict == "valid" ? count : 0))
    }

    @Test func `are refused by the name of what is wrong with their scalars`() throws {
        for vector in try Self.vectors.get() where vector.verdict == "high" {
            #expect(throws: IdentityError.highS) {
                try RecoverableSignature(vector.scalars + [27])
            }
        }
    }
}
