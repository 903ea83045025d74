import FoundationEssentials
import Identity
import Ledger
import LedgerStorage
import Machine
import Money
import Testing
import TransparencyLog
import Wire

@Suite struct `A ledger's writer` {
    @Test func `gives receipts that hold under the log's key`() async throws {
        let sample = try SampleDirectory()
        let writer = try sample.writer()
        for body in SampleDirectory.bodies(9) {
            let receipt = try await writer.append(body)
            let proof = try TLogProof(parsing: receipt.fileBytes)
            try proof.checkpoint.verify(by: writer.verifierKey)
            let checkpoint = try Checkpoint(noteText: proof.checkpoint.text)
            try MerkleProof.verifyInclusion(
                leaf: MerkleTree.leafHash(try #require(proof.extra)), index: proof.index,
                size: checkpoint.size, path: proof.path, root: checkpoint.root)
        }
        try await writer.close()
    }

    @Test func `has one root however entries were grouped`() async throws {
        let bodies = SampleDirectory.bodies(40)
        var roots: Set<Digest> = []
        for group in [1, 3, 40] {
            let sample = try SampleDirectory()
            let writer = try sample.writer()
            for start in stride(from: 0, to: bodies.count, by: group) {
                let part = Array(bodies[start..<min(start + group, bodies.count)])
                for result in try await writer.append(contentsOf: part) { _ = try result.get() }
            }
            roots.insert(await writer.root)
            try await writer.close()
            roots.insert(try LedgerReader(sample.directory).root)
        }
        #expect(roots.count == 1)
    }

    @Test func `refuses an entry without harm to the others of its batch`() async throws {
        let sample = try SampleDirectory()
        let writer = try sample.writer()
        var bodies = SampleDirectory.bodies(12)
        bodies.insert(bodies[6], at: 8)
        let results = try await writer.append(contentsOf: bodies)
        for (position, result) in results.enumerated() {
            if position == 8 {
                #expect(throws: Refusal.duplicateSource) { try result.get() }
            } else {
                _ = try result.get()
            }
        }
        #expect(await writer.size == 12)
        try await writer.close()
    }

    @Test func `serves many callers at once`() async throws {
        let sample = try SampleDirectory()
        let writer = try sample.writer()
        let bodies = SampleDirectory.bodies(200)
        for result in try await writer.append(contentsOf: Array(bodies[..<4])) {
            _ = try result.get()
        }
        let indices = try await withThrowingTaskGroup(of: UInt64.self) { group in
            for body in bodies[4...] {
                group.addTask { try await writer.append(body).index }
            }
            var indices: Set<UInt64> = []
            for try await index in group { indices.insert(index) }
            return indices
        }
        #expect(indices == Set(4..<200))
        #expect(try await writer.query { $0.balances.isConservedRecounted })
        try await writer.close()
    }

    @Test func `goes on after it was closed and opened again`() async throws {
        let sample = try SampleDirectory()
        let bodies = SampleDirectory.bodies(20)
        var limits = WriterLimits()
        limits.segmentBytes = 1_000
        for start in stride(from: 0, to: 20, by: 5) {
            let writer = try sample.writer(limits)
            #expect(await writer.size == UInt64(start))
            for body in bodies[start..<start + 5] { _ = try await writer.append(body) }
            try await writer.close()
        }
        let segments = try FileManager.default.contentsOfDirectory(
            atPath: sample.path + "/log/segments")
        #expect(segments.count > 3)
        let reader = try LedgerReader(sample.directory, signatures: .verified)
        #expect(reader.size == 20)
        for index in 0..<UInt64(20) {
            #expect(try reader.receipt(at: index).index == index)
            #expect(try reader.entry(at: index).body == bodies[Int(index)])
        }
    }

    @Test func `refuses a second writer and lets a reader in`() async throws {
        let sample = try SampleDirectory()
        let writer = try sample.writer()
        for body in SampleDirectory.bodies(6) { _ = try await writer.append(body) }
        let error = #expect(throws: OperationError.self) { try sample.writer() }
        #expect(error?.code == .locked)
        try await writer.publish()
        let reader = try LedgerReader(sample.directory)
        #expect(reader.size == 6)
        let lines = try reader.statementLines(of: SampleDirectory.account("bob"))
        #expect(lines.map(\.index) == [4])
        #expect(lines.map(\.received.nanoOPEN) == [4_000])
        try await writer.close()
        _ = try await sample.writer().close()
    }

    @Test func `refuses newer, damaged and foreign directories`() async throws {
        let sample = try SampleDirectory()
        let writer = try sample.writer()
        for body in SampleDirectory.bodies(5) { _ = try await writer.append(body) }
        try await writer.close()
        let other = LogKey.given(
            name: SampleDirectory.name, seed: [UInt8](repeating: 8, count: 32))
        let keyError = #expect(throws: OperationError.self) {
            try LedgerWriter.open(sample.directory, key: other, clock: .demonstration)
        }
        #expect(keyError?.code == .key)
        try Data("openledger data 2\n".utf8).write(to: URL(filePath: sample.path + "/FORMAT"))
        let error = #expect(throws: OperationError.self) { try sample.writer() }
        #expect(error?.code == .format && error?.message.contains("newer") == true)
        #expect(throws: OperationError.self) { try LedgerReader(sample.directory) }
        try sample.remove("FORMAT")
        #expect(throws: OperationError.self) { try sample.writer() }
    }

    @Test func `never lets time go back`() async throws {
        let sample = try SampleDirectory()
        // The first is asked for when the log is opened.
        let times: [UInt64] = [45, 50, 40, 60, 10, 10]
        let calls = Counter()
        let clock = LedgerClock.system(now: { times[calls.next()] }, steady: { 0 })
        let writer = try sample.writer(clock: clock)
        var stamps: [UInt64] = []
        for body in SampleDirectory.bodies(5) {
            stamps.append(try await writer.append(body).entry.timestampSeconds)
        }
        #expect(stamps == [50, 50, 60, 60, 60])
        try await writer.close()
    }

    @Test func `walks over what a run has written and goes on`() async throws {
        let sample = try SampleDirectory()
        let bodies = SampleDirectory.bodies(30)
        var roots: [Digest] = []
        for reach in [11, 30, 30] {
            let writer = try sample.writer()
            let cursor = ReplayCursor(writer, clock: .demonstration)
            for body in bodies[..<5] { _ = try await cursor.append(body) }
            let receipts = try await cursor.append(contentsOf: Array(bodies[5..<reach]))
                .map { try $0.get() }
            #expect(receipts.map(\.index) == Array(5..<UInt64(reach)))
            roots.append(await writer.root)
            try await writer.close()
        }
        #expect(roots[1] == roots[2])
        let writer = try sample.writer()
        let cursor = ReplayCursor(writer, clock: .demonstration)
        _ = try await cursor.append(bodies[0])
        do {
            _ = try await cursor.append(bodies[2])
            Issue.record("Another entry was taken for the one in the log.")
        } catch let error as OperationError {
            #expect(error.code == .replayMismatch)
        }
        try await writer.close()
    }

    @Test func `exports tiles that make the checkpoint's root`() async throws {
        let sample = try SampleDirectory()
        let writer = try sample.writer()
        let bodies = SampleDirectory.bodies(300)
        for part in [bodies[..<4], bodies[4..<100], bodies[100...]] {
            for result in try await writer.append(contentsOf: Array(part)) { _ = try result.get() }
            try await writer.publish()
        }
        try await writer.close()
        let log = sample.path + "/log/"
        func bytes(_ path: String) throws -> [UInt8] {
            Array(try Data(contentsOf: URL(filePath: log + path)))
        }
        let note = try SignedNote(parsing: bytes("checkpoint"))
        let checkpoint = try Checkpoint(noteText: note.text)
        #expect(checkpoint.size == 300)
        var entries: [[UInt8]] = []
        for tile in Tile.published(to: 300) {
            if case .entries = tile.content {
                entries += try Tile.entries(inBundle: bytes(tile.path), count: tile.width)
            }
        }
        let tree = MerkleTree(leafHashes: entries.map(MerkleTree.leafHash))
        #expect(tree.root() == checkpoint.root)
        for tile in Tile.published(to: 300) {
            if case .hashes = tile.content {
                #expect(try bytes(tile.path) == tree.bytes(of: tile))
            }
        }
    }

    @Test func `leaves partial tiles for those who copy, until the full ones have stood`()
        async throws
    {
        let sample = try SampleDirectory()
        let writer = try sample.writer()
        let bodies = SampleDirectory.bodies(600)
        func grow(_ range: Range<Int>) async throws {
            for result in try await writer.append(contentsOf: Array(bodies[range])) {
                _ = try result.get()
            }
            try await writer.publish()
        }
        func isThere(_ tile: String) -> Bool {
            FileManager.default.fileExists(atPath: "\(sample.path)/log/tile/\(tile)")
        }
        let partials = ["entries/000.p/4", "0/000.p/4", "entries/000.p/100", "0/000.p/100"]
        try await grow(0..<4)
        try await grow(4..<100)
        #expect(partials.allSatisfy(isThere))
        // Whoever has the checkpoint of 100 may still be copying when the full tiles come.
        try await grow(100..<300)
        #expect(partials.allSatisfy(isThere) && isThere("0/000") && isThere("1/000.p/1"))
        try await grow(300..<301)
        #expect(partials.allSatisfy { !isThere($0) })
        #expect(isThere("0/001.p/44") && isThere("1/000.p/1"))
        try await grow(301..<600)
        try await writer.close()
        // A node that died before it removed them is cleaned up after.
        try FileManager.default.createDirectory(
            atPath: "\(sample.path)/log/tile/0/001.p", withIntermediateDirectories: true)
        try Data([1]).write(to: URL(filePath: "\(sample.path)/log/tile/0/001.p/9"))
        let later = try sample.writer()
        _ = try await later.append(.deposit(SampleDirectory.deposit(900, to: "bob")))
        try await later.close()
        #expect(!isThere("0/001.p") && isThere("0/001"))
    }

    /// What a copier does: first the checkpoint, then each tile that it needs.
    @Test func `lets nobody lose who copies beside it`() async throws {
        let sample = try SampleDirectory()
        let writer = try sample.writer()
        let bodies = SampleDirectory.bodies(700)
        let copying = Task.detached {
            var copies = 0
            while !Task.isCancelled {
                guard let bytes = try writer.staticFile(at: "checkpoint") else { continue }
                let note = try SignedNote(parsing: bytes)
                let checkpoint = try Checkpoint(noteText: note.text)
                var leaves: [Digest] = []
                for tile in Tile.published(to: checkpoint.size) {
                    let found = try tile.bytes { try writer.staticFile(at: $0.path) }
                    let bytes = try #require(found, "\(checkpoint.size) \(tile)")
                    guard tile.content == .entries else { continue }
                    leaves += try Tile.entries(inBundle: bytes, count: tile.width)
                        .map(MerkleTree.leafHash)
                }
                #expect(MerkleTree(leafHashes: leaves).root() == checkpoint.root)
                copies += 1
            }
            return copies
        }
        for start in stride(from: 0, to: bodies.count, by: 25) {
            for result in try await writer.append(contentsOf: Array(bodies[start..<start + 25])) {
                _ = try result.get()
            }
            try await writer.publish()
        }
        copying.cancel()
        #expect(try await copying.value > 0)
        try await writer.close()
    }

    @Test func `makes missing tiles again`() async throws {
        let sample = try SampleDirectory()
        let writer = try sample.writer()
        for result in try await writer.append(contentsOf: SampleDirectory.bodies(260)) {
            _ = try result.get()
        }
        try await writer.close()
        let tile = sample.path + "/log/tile/0/000"
        let before = try Data(contentsOf: URL(filePath: tile))
        try sample.remove("log/tile/0/000")
        try await sample.writer().close()
        #expect(try Data(contentsOf: URL(filePath: tile)) == before)
    }
}
