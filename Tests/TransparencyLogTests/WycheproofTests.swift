import Testing
import TransparencyLog

/// Project Wycheproof's (https://github.com/C2SP/wycheproof), each with its verdict.
@Suite struct `Wycheproof's Ed25519 signatures` {
    @Test func `hold where they are valid and nowhere else`() throws {
        var key: VerifierKey?
        var counts: [String: Int] = [:]
        for words in try PublicVectors.lines("wycheproof-ed25519") {
            if words[0] == "key" {
                let bytes = try PublicVectors.bytes(words[1])
                key = VerifierKey(name: "example.org/log", publicKey: bytes)
                continue
            }
            let (message, signature) = (
                try PublicVectors.bytes(words[1]), try PublicVectors.bytes(words[2])
            )
            #expect(key?.holds(signature, over: message) == (words[0] == "valid"), "\(words)")
            counts[words[0], default: 0] += 1
        }
        #expect(counts == ["valid": 88, "invalid": 63])
    }
}
