import Testing
import TransparencyLog
import Wire

@Suite struct `A checkpoint` {
    @Test func `of the specification is read`() throws {
        let note = try SignedNote(parsing: Array(Examples.checkpoint.utf8))
        let checkpoint = try Checkpoint(noteText: note.text)
        #expect(checkpoint.origin == "example.com/behind-the-sofa")
        #expect(checkpoint.size == 20_852_163)
        #expect(
            Base64.encode(checkpoint.root.bytes) == "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
        #expect(checkpoint.noteText == note.text)
        #expect(note.bytes == Array(Examples.checkpoint.utf8))
        #expect(note.signatures.map(\.name).last == "witness.example.com/w1")
    }

    @Test func `is signed and verified`() throws {
        let signer = try makeSigner()
        let root = MerkleHash.emptyRoot
        let checkpoint = try #require(Checkpoint(origin: signer.origin, size: 0, root: root))
        let note = try SignedNote(parsing: signer.sign(checkpoint).bytes)
        try note.verify(by: signer.verifierKey)
        #expect(try Checkpoint(noteText: note.text) == checkpoint)
        #expect(throws: NoteError.foreignOrigin(signer.origin)) {
            try makeSigner("log.example/two").sign(checkpoint)
        }
        #expect(throws: NoteError.notSigned(by: "log.example/two")) {
            try note.verify(by: makeSigner("log.example/two").verifierKey)
        }
    }

    @Test func `is cosigned by a witness, whose time is covered`() throws {
        let (signer, witness) = (
            try makeSigner(), try makeSigner("w.example", purpose: .cosignature)
        )
        let checkpoint = try #require(
            Checkpoint(origin: signer.origin, size: 0, root: MerkleHash.emptyRoot))
        let note = try witness.cosign(signer.sign(checkpoint), timestampSeconds: 1_679_315_147)
        try note.verify(by: signer.verifierKey)
        #expect(try note.cosignature(by: witness.verifierKey).timestampSeconds == 1_679_315_147)
        let stranger = try makeSigner("v.example", purpose: .cosignature).verifierKey
        #expect(throws: NoteError.notSigned(by: "v.example")) {
            try note.cosignature(by: stranger)
        }
    }

    static let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    static let malformed: [(String, CheckpointError)] = [
        ("a\n1\n", .wrongLineCount),
        ("a\n1\n\(root)", .wrongLineCount),
        ("a\n1\n\(root)\nmore\n", .extensionLines),
        ("a\n1\n\(root)\n\n", .extensionLines),
        ("\n1\n\(root)\n", .origin),
        ("a b\n1\n\(root)\n", .origin),
        ("a+b\n1\n\(root)\n", .origin),
        ("é\n1\n\(root)\n", .origin),
        ("a\n\n\(root)\n", .size),
        ("a\n01\n\(root)\n", .size),
        ("a\n+1\n\(root)\n", .size),
        ("a\n-1\n\(root)\n", .size),
        ("a\n1 \n\(root)\n", .size),
        ("a\n18446744073709551616\n\(root)\n", .size),
        ("a\n1\n\(root.dropLast())\n", .root),
        ("a\n1\nAAAA\n", .root),
        ("a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n", .root),
    ]

    @Test(arguments: malformed)
    func `is refused when malformed`(text: String, error: CheckpointError) {
        #expect(throws: error) { try Checkpoint(noteText: Array(text.utf8)) }
    }

    @Test func `reaches up to the last size that fits`() throws {
        let checkpoint = try Checkpoint(
            noteText: Array("a\n18446744073709551615\n\(Self.root)\n".utf8))
        #expect(checkpoint.size == .max)
    }
}
