import Testing
import TransparencyLog
import Wire

/// The examples of c2sp.org/signed-note, tlog-checkpoint and tlog-cosignature.
enum Examples {
    static let verifierKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    static let note = """
        This is an example message.

        — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

        """
    static let poem = """
        Ognuno sta solo sul cuor della terra
        trafitto da un raggio di sole:

        ed è subito sera.

        — quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=

        """
    static let checkpoint = """
        example.com/behind-the-sofa
        20852163
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

        — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
        — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==

        """
}

func makeSigner(
    _ name: String = "log.example/one", purpose: VerifierKey.Purpose = .note
) throws -> LogSigner {
    let seed = Digest.sha256(Array(name.utf8)).bytes
    return try #require(LogSigner(name: name, seed: seed, purpose: purpose))
}

@Suite struct `A signed note` {
    @Test func `of the specification verifies`() throws {
        let key = try #require(VerifierKey(Examples.verifierKey))
        #expect(key.description == Examples.verifierKey)
        let note = try SignedNote(parsing: Array(Examples.note.utf8))
        try note.verify(by: key)
        #expect(note.bytes == Array(Examples.note.utf8))
        #expect(String(decoding: note.text, as: UTF8.self) == "This is an example message.\n")
    }

    @Test func `may hold empty lines in its text`() throws {
        let note = try SignedNote(parsing: Array(Examples.poem.utf8))
        #expect(String(decoding: note.text, as: UTF8.self).hasSuffix("\n\ned è subito sera.\n"))
        #expect(note.signatures.map(\.name) == ["quasimodo.example/salvatore"])
    }

    @Test func `is refused for any changed byte of its text`() throws {
        let key = try #require(VerifierKey(Examples.verifierKey))
        let bytes = Array(Examples.note.utf8)
        for position in bytes.indices {
            for flip in [UInt8(0x01), 0x20, 0x80] {
                var changed = bytes
                changed[position] ^= flip
                #expect(throws: NoteError.self) {
                    try SignedNote(parsing: changed).verify(by: key)
                }
            }
        }
    }

    static let malformed: [(String, NoteError)] = [
        ("", .missingFinalNewline),
        ("text\n\n— a AAAAAAA=", .missingFinalNewline),
        ("text\n", .noSeparator),
        ("text\n— a AAAAAAA=\n", .noSeparator),
        ("text\n\n", .noSeparator),
        ("text\n\n- a AAAAAAA=\n", .badSignatureLine),
        ("text\n\n— a  AAAAAAA=\n", .badSignatureLine),
        ("text\n\n—  AAAAAAA=\n", .badSignatureLine),
        ("text\n\n— a AAAAAAA= \n", .badSignatureLine),
        ("text\n\n— a+b AAAAAAA=\n", .badSignatureLine),
        ("text\n\n— a\u{A0}b AAAAAAA=\n", .badSignatureLine),
        ("text\n\n— a AAAAAA==\n", .badSignatureLine),
        ("text\n\n— a AAAAAAB=\n", .badSignatureLine),
        ("text\n\n— a AAAAAAA\n", .badSignatureLine),
        ("text\n\n— a AAAAAAA=\r\n", .badSignatureLine),
        ("te\txt\n\n— a AAAAAAA=\n", .controlCharacter),
        ("text\r\n\n— a AAAAAAA=\n", .controlCharacter),
        ("text\n\n— a AAAAAAA=\n— a AAAAAAEB\n", .repeatedKey),
    ]

    @Test(arguments: malformed)
    func `is refused when malformed`(text: String, error: NoteError) {
        #expect(throws: error) { try SignedNote(parsing: Array(text.utf8)) }
    }

    @Test func `is refused when it is not UTF-8`() {
        let bytes = [0xC3, 0x28] + Array("\n\n— a AAAAAAA=\n".utf8)
        #expect(throws: NoteError.notUTF8) { try SignedNote(parsing: bytes) }
    }

    @Test func `takes sixteen signatures and no more`() throws {
        var note = try makeSigner("log.example/0").sign(text: [0x61, 0x0A])
        for number in 1..<16 {
            note = try makeSigner("w.example/\(number)", purpose: .cosignature)
                .cosign(note, timestampSeconds: UInt64(number))
        }
        let read = try SignedNote(parsing: note.bytes)
        #expect(read == note)
        try read.verify(by: makeSigner("log.example/0").verifierKey)
        let witness = try makeSigner("w.example/9", purpose: .cosignature)
        #expect(try read.cosignature(by: witness.verifierKey).timestampSeconds == 9)
        #expect(throws: NoteError.tooManySignatures) {
            try witness.cosign(note, timestampSeconds: 1)
        }
        #expect(throws: NoteError.tooLong) {
            try SignedNote(parsing: Array(repeating: 0x0A, count: 300_000))
        }
    }

    @Test func `ignores a stranger's key of the same name`() throws {
        let signer = try makeSigner()
        let other = try #require(
            LogSigner(name: signer.origin, seed: [UInt8](repeating: 9, count: 32)))
        let note = try other.sign(text: [0x61, 0x0A])
        #expect(throws: NoteError.notSigned(by: signer.origin)) {
            try note.verify(by: signer.verifierKey)
        }
        let both = try note.adding(try signer.sign(text: note.text).signatures[0])
        try both.verify(by: signer.verifierKey)
        try both.verify(by: other.verifierKey)
    }

    @Test func `does not confuse look-alike names`() throws {
        // U+212A, the Kelvin sign, is canonically equivalent to K: to Swift's strings both are
        // equal.
        let signer = try makeSigner("K.example")
        let line = try signer.sign(text: [0x61, 0x0A]).bytes
        let text = String(decoding: line, as: UTF8.self)
        let kelvin = text.utf8.split(separator: UInt8(ascii: "K"), maxSplits: 1)
        let bytes = Array(kelvin[0]) + Array("\u{212A}".utf8) + Array(kelvin[1])
        let note = try SignedNote(parsing: bytes)
        #expect(throws: NoteError.notSigned(by: "K.example")) {
            try note.verify(by: signer.verifierKey)
        }
    }
}

@Suite struct `A verifier key` {
    static let malformed = [
        "", "example.com/foo", "example.com/foo+530d903a",
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/fob+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n",
        "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q==",
        "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "a b+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    ]

    @Test(arguments: malformed)
    func `is refused when malformed`(text: String) {
        #expect(VerifierKey(text) == nil)
    }

    @Test func `reads what it writes`() throws {
        let key = try makeSigner("demonstration.example/log").verifierKey
        #expect(VerifierKey(key.description) == key)
        #expect(key.isDemonstration)
        #expect(try !makeSigner("example/demonstration").verifierKey.isDemonstration)
        let witness = try makeSigner("w", purpose: .cosignature).verifierKey
        #expect(VerifierKey(witness.description) == witness)
    }

    /// RFC 8032 §7.1, test 1: the public key of a known secret.
    @Test func `follows from its seed as RFC 8032 says`() throws {
        let seed = try #require(
            Hex.decode("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
        let signer = try #require(LogSigner(name: "a", seed: seed))
        #expect(
            Hex.encode(signer.verifierKey.publicKey)
                == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        #expect(LogSigner(name: "a", seed: [1]) == nil)
        #expect(LogSigner(name: "a b", seed: seed) == nil)
    }
}
