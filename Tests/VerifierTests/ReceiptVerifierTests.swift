import Identity
import LogTestKit
import Testing
import TransparencyLog
import Verifier
import Wire

@Suite struct `A receipt` {
    @Test func `of every entry verifies at every size up to 70`() throws {
        let log = try HandwrittenLog.answered(47)
        #expect(log.next == 70)
        for size in UInt64(1)...70 {
            for index in 0..<size {
                let file = try log.receipt(index, size: size).bytes
                let report = ReceiptVerifier.verify(file: file, key: log.key)
                #expect(report.isVerified, "\(report)")
            }
        }
    }

    @Test func `of an answer says what was proved and what was not`() throws {
        let log = try HandwrittenLog.answered(3)
        let report = ReceiptVerifier.verify(file: try log.receipt(24).bytes, key: log.key)
        #expect(
            report.proofs.map(\.check) == [
                .fileForm, .checkpointSignature, .origin, .inclusion, .entryForm, .disclosure,
                .price, .feeSplit, .weightSum, .amounts, .paidAndHeld, .signature,
            ])
        let left = report.findings.filter {
            if case .notChecked = $0.outcome { true } else { false }
        }
        #expect(
            left.map(\.check) == [
                .weights, .grade, .policyChain, .balance, .modelAnswer, .confidence,
                .witnesses,
            ])
        #expect(report.lines.contains { $0.contains("Unwitnessed") })
        #expect(report.notices.contains { $0.contains("demonstration log") })
        #expect(report.description.contains("contributors 0.007 OPEN (7000 bp)"))
        #expect(report.json["kind"] == .string("answer"))
        #expect(report.json["index"] == .integer(24))
        #expect(report.json["demonstration"] == .bool(true))
        #expect(report.json["verified"] == .bool(true))
        #expect(report.subject == "Entry 24 of the log \(HandwrittenLog.origin): a paid answer")
    }

    @Test func `of any other entry says what it is`() throws {
        let log = try HandwrittenLog.answered(0)
        var kinds: Set<String> = []
        for index in 0..<log.next {
            let report = ReceiptVerifier.verify(file: try log.receipt(index).bytes, key: log.key)
            kinds.insert(try #require(report.json["kind"]?.stringValue))
            #expect(report.outcome(of: .signature) != nil)
            #expect(report.outcome(of: .rules) != nil)
            #expect(report.outcome(of: .feeSplit) == nil)
        }
        #expect(kinds.count == 13)
    }

    @Test func `without lines gives everything to the pool`() throws {
        var log = try HandwrittenLog.deployed()
        let index = log.append(SampleAnswer("nobody", []))
        let report = ReceiptVerifier.verify(file: try log.receipt(index).bytes, key: log.key)
        #expect(report.isVerified)
        #expect(report.description.contains("0.007 OPEN go to the Datanet's pool"))
    }

    @Test func `with sixty-four lines verifies`() throws {
        var log = try HandwrittenLog.deployed()
        let lines = (0..<64).map { row in
            SampleAnswer.Line(
                row: UInt32(row), account: People.teamA, weight: 15_000_000 - UInt32(row),
                lower: 7_000_003, reason: row % 5 == 0 ? 3 : 0)
        }
        let index = log.append(SampleAnswer("many", lines))
        let report = ReceiptVerifier.verify(file: try log.receipt(index).bytes, key: log.key)
        #expect(report.isVerified, "\(report)")
    }

    @Test func `is witnessed when a named witness cosigned`() throws {
        let log = try HandwrittenLog.answered(1)
        let proof = try log.receipt(23)
        let witness = try #require(
            LogSigner(name: "witness.example", seed: salt("w").bytes, purpose: .cosignature))
        let stranger = try #require(
            LogSigner(name: "stranger.example", seed: salt("s").bytes, purpose: .cosignature))
        let cosigned = try TLogProof(
            extra: proof.extra, index: proof.index, path: proof.path,
            checkpoint: witness.cosign(proof.checkpoint, timestampSeconds: 1_767_225_700))
        func outcome(_ witnesses: [VerifierKey]) -> Finding.Outcome? {
            ReceiptVerifier.verify(file: cosigned.bytes, key: log.key, witnesses: witnesses)
                .outcome(of: .witnesses)
        }
        #expect(
            outcome([stranger.verifierKey, witness.verifierKey])
                == .proved("Cosigned by witness.example at 1767225700 s."))
        guard case .notChecked = outcome([stranger.verifierKey]) else {
            Issue.record("A stranger's key counts as a witness.")
            return
        }
        let bent = try #require(
            LogSigner(name: "witness.example", seed: salt("w").bytes, purpose: .cosignature))
        let other = try log.checkpoint(size: 22)
        let line = try bent.cosign(other, timestampSeconds: 1).signatures[1]
        let spoiled = try TLogProof(
            extra: proof.extra, index: proof.index, path: proof.path,
            checkpoint: proof.checkpoint.adding(line))
        let report = ReceiptVerifier.verify(
            file: spoiled.bytes, key: log.key, witnesses: [witness.verifierKey])
        #expect(report.refusals.map(\.check) == [.witnesses])
    }

    @Test func `without an entry is refused`() throws {
        let log = try HandwrittenLog.answered(1)
        let proof = try log.receipt(23)
        let bare = try TLogProof(
            extra: nil, index: proof.index, path: proof.path, checkpoint: proof.checkpoint)
        let report = ReceiptVerifier.verify(file: bare.bytes, key: log.key)
        #expect(report.refusals.map(\.check) == [.inclusion, .entryForm])
    }
}

@Suite struct `Any change to a receipt` {
    static let original = (try? Forger().valid) ?? []
    static let key = try? Forger().log.key

    /// Refused, or what is proved stays the same to the last word.
    private func expectHarmless(_ file: [UInt8]) throws {
        let key = try #require(Self.key)
        let before = ReceiptVerifier.verify(file: Self.original, key: key)
        let after = ReceiptVerifier.verify(file: file, key: key)
        #expect(before.isVerified)
        #expect(!after.isVerified || after.proofs == before.proofs, "\(after)")
    }

    @Test func `of one byte is refused`() throws {
        let key = try #require(Self.key)
        var random = SeededBytes(seed: 5, label: "byte changes")
        for position in Self.original.indices {
            let flips =
                (0..<8).map { UInt8(1) << UInt8($0) } + [0xFF, UInt8(1 + random.below(255))]
            for flip in flips {
                var file = Self.original
                file[position] ^= flip
                #expect(!ReceiptVerifier.verify(file: file, key: key).isVerified)
            }
        }
    }

    @Test func `of its length is refused`() throws {
        let key = try #require(Self.key)
        for count in Self.original.indices {
            let cut = Array(Self.original[..<count])
            #expect(!ReceiptVerifier.verify(file: cut, key: key).isVerified)
            var shorter = Self.original
            shorter.remove(at: count)
            #expect(!ReceiptVerifier.verify(file: shorter, key: key).isVerified)
            for byte in [UInt8(0x0A), 0x20, 0x41, 0x00] {
                var longer = Self.original
                longer.insert(byte, at: count)
                #expect(!ReceiptVerifier.verify(file: longer, key: key).isVerified)
            }
        }
    }

    @Test(arguments: UInt64(0)..<100)
    func `at random is refused`(seed: UInt64) throws {
        var random = SeededBytes(seed: seed, label: "random changes")
        for _ in 0..<10 {
            var file = Self.original
            for _ in 0...random.below(4) {
                let low = Int(random.below(UInt64(file.count)))
                let high = min(file.count, low + Int(random.below(60)))
                switch random.below(4) {
                case 0: file.removeSubrange(low..<high)
                case 1: file.replaceSubrange(low..<high, with: file[..<(high - low)])
                case 2: file.insert(contentsOf: file[low..<high], at: low)
                default: file[low] = UInt8(random.below(256))
                }
                if file.isEmpty { file = [0x0A] }
            }
            try expectHarmless(file)
        }
    }

    @Test func `by a stranger's signature line changes nothing that is proved`() throws {
        let stranger = try #require(LogSigner(name: "stranger.example", seed: salt("s").bytes))
        let log = try Forger().log
        let proof = try log.receipt(Forger.index)
        let line = try stranger.sign(
            #require(
                Checkpoint(origin: "stranger.example", size: 1, root: MerkleHash.emptyRoot))
        ).signatures[0]
        let file = try TLogProof(
            extra: proof.extra, index: proof.index, path: proof.path,
            checkpoint: proof.checkpoint.adding(line))
        let before = ReceiptVerifier.verify(file: Self.original, key: log.key)
        let after = ReceiptVerifier.verify(file: file.bytes, key: log.key)
        #expect(after.isVerified)
        #expect(after.proofs == before.proofs)
    }

    @Test func `to nothing at all is refused`() throws {
        let key = try #require(Self.key)
        for file in [[], [0x0A], [0x0A, 0x0A], [UInt8](repeating: 0xFF, count: 500_000)] {
            let report = ReceiptVerifier.verify(file: file, key: key)
            #expect(report.refusals.map(\.check) == [.fileForm])
        }
    }
}
