import Testing
import TransparencyLog
import Wire

@Suite struct `A tlog-proof` {
    static func make(size: Int = 11, index: UInt64 = 6) throws -> TLogProof {
        let tree = MerkleTree(leafHashes: leaves(size))
        let signer = try makeSigner()
        let checkpoint = try #require(
            Checkpoint(origin: signer.origin, size: UInt64(size), root: tree.root()))
        return try TLogProof(
            extra: Array(String(index).utf8), index: index,
            path: tree.inclusionProof(index: index), checkpoint: signer.sign(checkpoint))
    }

    @Test func `is written as the specification lays it out`() throws {
        let proof = try Self.make(size: 3, index: 2)
        let lines = String(decoding: proof.bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "c2sp.org/tlog-proof@v1")
        #expect(lines[1] == "extra Mg==")
        #expect(lines[2] == "index 2")
        #expect(lines[3].utf8.count == 44)
        #expect(lines[4] == "")
        #expect(lines[5...].joined(separator: "\n").utf8.elementsEqual(proof.checkpoint.bytes))
    }

    @Test func `reads what it writes, for all sizes up to 70`() throws {
        for size in 1...70 {
            let proof = try Self.make(size: size, index: UInt64(size * 7 / 11))
            let read = try TLogProof(parsing: proof.bytes)
            #expect(read == proof)
            #expect(read.bytes == proof.bytes)
            let checkpoint = try Checkpoint(noteText: read.checkpoint.text)
            try MerkleProof.verifyInclusion(
                leaf: MerkleHash.leaf(try #require(read.extra)), index: read.index,
                size: checkpoint.size, path: read.path, root: checkpoint.root)
        }
    }

    @Test func `may have no extra data`() throws {
        let full = try Self.make()
        let bare = try TLogProof(
            extra: nil, index: full.index, path: full.path, checkpoint: full.checkpoint)
        #expect(try TLogProof(parsing: bare.bytes) == bare)
    }

    static let malformed: [(String, String, TLogProofError)] = [
        ("@v1", "@v2", .badHeader),
        ("c2sp", "C2sp", .badHeader),
        ("c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v1\r\n", .badHeader),
        ("extra Ng==", "extra ", .badExtra),
        ("extra Ng==", "extra Ng=", .badExtra),
        ("extra Ng==", "extra Nh==", .badExtra),
        ("extra Ng==", "extra  Ng==", .badExtra),
        ("extra Ng==", "extra Ng== ", .badExtra),
        ("extra Ng==", "extra Ng==\r", .badExtra),
        ("extra Ng==\n", "extra Ng==\nextra Ng==\n", .badIndex),
        ("index 6", "index 06", .badIndex),
        ("index 6", "index +6", .badIndex),
        ("index 6", "index  6", .badIndex),
        ("index 6", "index", .badIndex),
        ("index 6", "index 18446744073709551616", .badIndex),
        ("index 6\n", "index 6\nAAAA\n", .badPath),
        ("index 6\n", "", .badIndex),
    ]

    @Test(arguments: malformed)
    func `is refused when malformed`(old: String, new: String, error: TLogProofError) throws {
        let text = String(decoding: try Self.make().bytes, as: UTF8.self)
        let range = try #require(text.firstRange(of: old))
        let changed = text.replacingCharacters(in: range, with: new)
        #expect(throws: error) { try TLogProof(parsing: Array(changed.utf8)) }
    }

    @Test func `is refused when cut at any byte or followed by any byte`() throws {
        let bytes = try Self.make().bytes
        for count in bytes.indices {
            #expect(throws: TLogProofError.self) {
                try TLogProof(parsing: Array(bytes[..<count]))
            }
        }
        for byte in UInt8.min...UInt8.max {
            #expect(throws: TLogProofError.self) { try TLogProof(parsing: bytes + [byte]) }
        }
    }

    @Test func `has limits`() throws {
        let proof = try Self.make()
        #expect(throws: TLogProofError.extraTooLong) {
            try TLogProof(
                extra: [UInt8](repeating: 0, count: 65_536), index: 0, path: [],
                checkpoint: proof.checkpoint)
        }
        let largest = try TLogProof(
            extra: [UInt8](repeating: 0, count: 65_535), index: .max,
            path: Array(repeating: MerkleHash.emptyRoot, count: 64), checkpoint: proof.checkpoint)
        #expect(try TLogProof(parsing: largest.bytes) == largest)
        #expect(throws: TLogProofError.pathTooLong) {
            try TLogProof(
                extra: nil, index: 0, path: Array(repeating: MerkleHash.emptyRoot, count: 65),
                checkpoint: proof.checkpoint)
        }
        #expect(throws: TLogProofError.badExtra) {
            try TLogProof(extra: [], index: 0, path: [], checkpoint: proof.checkpoint)
        }
        #expect(throws: TLogProofError.tooLong) {
            try TLogProof(parsing: Array(repeating: 0x41, count: 400_000))
        }
    }

    /// Whatever is read at all is read as exactly the bytes that were there.
    @Test(arguments: UInt64(0)..<200)
    func `never reads changed bytes as the old proof`(seed: UInt64) throws {
        let original = try Self.make()
        var random = SeededBytes(seed: seed, label: "mutations")
        for _ in 0..<20 {
            var bytes = original.bytes
            for _ in 0...random.below(3) {
                let position = Int(random.below(UInt64(bytes.count)))
                switch random.below(3) {
                case 0: bytes[position] = UInt8(random.below(256))
                case 1: bytes.remove(at: position)
                default: bytes.insert(UInt8(random.below(256)), at: position)
                }
            }
            guard bytes != original.bytes, let read = try? TLogProof(parsing: bytes) else {
                continue
            }
            #expect(read.bytes == bytes)
            #expect(read != original)
        }
    }
}

extension String {
    func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }

    /// By bytes: a carriage return and a line feed are one character to Swift.
    func firstRange(of text: String) -> Range<String.Index>? {
        let (all, wanted) = (Array(utf8), Array(text.utf8))
        guard all.count >= wanted.count else { return nil }
        for start in 0...(all.count - wanted.count)
        where all[start..<start + wanted.count].elementsEqual(wanted) {
            let low = utf8.index(utf8.startIndex, offsetBy: start)
            return low..<utf8.index(low, offsetBy: wanted.count)
        }
        return nil
    }
}
