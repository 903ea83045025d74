import FoundationEssentials
import Ledger
import LedgerStorage
import Machine
import Testing
import TransparencyLog
import Wire

@Suite struct `A log that was cut off or damaged` {
    /// Seven bundles of two entries, and where each ends.
    private func recorded() async throws -> (SampleDirectory, ends: [Int]) {
        let sample = try SampleDirectory("recorded")
        let writer = try sample.writer()
        var ends: [Int] = []
        let bodies = SampleDirectory.bodies(14)
        for start in stride(from: 0, to: 14, by: 2) {
            for result in try await writer.append(contentsOf: Array(bodies[start..<start + 2])) {
                _ = try result.get()
            }
            ends.append(try bytes(sample).count)
        }
        try await writer.close()
        return (sample, ends)
    }

    private func bytes(_ sample: SampleDirectory) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: sample.segment)))
    }

    private func replace(_ sample: SampleDirectory, by bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(filePath: sample.segment))
    }

    @Test func `keeps every whole bundle wherever the file ends`() async throws {
        let (sample, ends) = try await recorded()
        let whole = try bytes(sample)
        try sample.forgetProjectionAndCheckpoint()
        for length in ends[4]...ends[6] {
            try replace(sample, by: Array(whole[..<length]))
            let expected = ends.count { $0 <= length } * 2
            let reader = try LedgerReader(sample.directory)
            #expect(reader.size == UInt64(expected))
        }
    }

    @Test(arguments: [0, 1, 63, 64, 200, -1, -40])
    func `is cut back to whole bundles by its writer, which then goes on`(
        _ shift: Int
    ) async throws {
        let (sample, ends) = try await recorded()
        let whole = try bytes(sample)
        try sample.forgetProjectionAndCheckpoint()
        let length = shift < 0 ? ends[6] + shift : ends[5] + shift
        try replace(sample, by: Array(whole[..<length]))
        let writer = try sample.writer()
        #expect(await writer.size == 12)
        #expect(try bytes(sample).count == ends[5])
        for body in SampleDirectory.bodies(14)[12...] { _ = try await writer.append(body) }
        let root = await writer.root
        try await writer.close()
        #expect(try LedgerReader(sample.directory).root == root)
    }

    @Test func `is refused when entries that were acknowledged are gone`() async throws {
        let (sample, ends) = try await recorded()
        let whole = try bytes(sample)
        for forgotten in [["log/checkpoint"], ["ledger.sqlite"], []] {
            let copy = try SampleDirectory(copying: sample)
            for name in forgotten { try copy.remove(name) }
            for length in [ends[6] - 1, ends[5], ends[5] + 70, ends[2]] {
                try replace(copy, by: Array(whole[..<length]))
                let error = #expect(throws: OperationError.self) { try copy.writer() }
                #expect(error?.code == .missingEntries)
                #expect(try bytes(copy).count == length)
            }
            try replace(copy, by: whole)
            let writer = try copy.writer()
            #expect(await writer.size == 14)
            try await writer.close()
        }
    }

    @Test func `is refused when a byte changed before the last bundle`() async throws {
        let (sample, ends) = try await recorded()
        let whole = try bytes(sample)
        try sample.forgetProjectionAndCheckpoint()
        for position in stride(from: ends[4], to: ends[5], by: 1) {
            var changed = whole
            changed[position] ^= 0x20
            try replace(sample, by: changed)
            let error = #expect(throws: OperationError.self) { try LedgerReader(sample.directory) }
            #expect(error?.code == .corrupt)
        }
        let error = #expect(throws: OperationError.self) { try sample.writer() }
        #expect(error?.code == .corrupt)
        #expect(try bytes(sample).count == whole.count)
    }

    /// The bundle lies there in full: a write that was cut off would have left less.
    @Test func `is refused when any bit of its last bundle changed, and nothing is cut off`()
        async throws
    {
        let (sample, ends) = try await recorded()
        let whole = try bytes(sample)
        try sample.forgetProjectionAndCheckpoint()
        for position in ends[5]..<ends[6] {
            for bit in 0..<8 {
                var changed = whole
                changed[position] ^= 1 << UInt8(bit)
                try replace(sample, by: changed)
                let error = #expect(throws: OperationError.self, "byte \(position), bit \(bit)") {
                    try LedgerReader(sample.directory)
                }
                #expect(error?.code == .corrupt)
            }
        }
    }

    @Test(arguments: [0, 9, 20, 25, 30, 62, 66, 90, 300, -100, -40, -1])
    func `has the bytes of its damaged end copied aside by whoever would write`(
        _ place: Int
    ) async throws {
        let (sample, ends) = try await recorded()
        try sample.forgetProjectionAndCheckpoint()
        var changed = try bytes(sample)
        changed[place < 0 ? ends[6] + place : ends[5] + place] ^= 0x04
        try replace(sample, by: changed)
        for _ in 0..<2 {
            let error = #expect(throws: OperationError.self) { try sample.writer() }
            #expect(error?.code == .corrupt)
            #expect(error?.message.contains("bundle 6, which begins at byte \(ends[5])") == true)
            #expect(error?.message.contains("entry 12") == true)
            #expect(error?.message.contains(sample.path + "/aside/00000000.seg-\(ends[5])") == true)
        }
        #expect(try bytes(sample) == changed)
        let aside = try FileManager.default.contentsOfDirectory(atPath: sample.path + "/aside")
        let kept = try Data(
            contentsOf: URL(filePath: sample.path + "/aside/" + (try #require(aside.first))))
        #expect(aside.count == 1 && Array(kept) == Array(changed[ends[5]...]))
    }

    @Test func `has the bytes of a bundle that was cut off copied aside, and says so`()
        async throws
    {
        let (sample, ends) = try await recorded()
        let whole = try bytes(sample)
        try sample.forgetProjectionAndCheckpoint()
        try replace(sample, by: Array(whole[..<(ends[6] - 7)]))
        let writer = try sample.writer()
        let note = try #require(writer.openingNotes.first)
        #expect(note.contains("never finished") && note.contains("from 12 on"))
        #expect(note.contains("/aside/00000000.seg-\(ends[5])-"))
        try await writer.close()
        #expect(try sample.writer().openingNotes == [])
        let aside = try FileManager.default.contentsOfDirectory(atPath: sample.path + "/aside")
        let kept = try Data(
            contentsOf: URL(filePath: sample.path + "/aside/" + (try #require(aside.first))))
        #expect(Array(kept) == Array(whole[ends[5]..<(ends[6] - 7)]))
    }

    @Test(arguments: [1, 7, 8, 63, 64, 100, 500])
    func `is refused when what follows its last bundle begins no other`(_ count: Int) async throws {
        let (sample, _) = try await recorded()
        let whole = try bytes(sample)
        for filling: UInt8 in [0, 0xFF] {
            try replace(sample, by: whole + [UInt8](repeating: filling, count: count))
            let error = #expect(throws: OperationError.self) { try LedgerReader(sample.directory) }
            #expect(error?.code == .corrupt)
        }
    }

    @Test func `names a checkpoint that shows nothing any more`() async throws {
        let (sample, _) = try await recorded()
        let path = URL(filePath: sample.path + "/log/checkpoint")
        let good = try Data(contentsOf: path)
        var bad = good
        bad[bad.count / 2] ^= 1
        try bad.write(to: path)
        let writer = try sample.writer()
        #expect(writer.openingNotes.count == 1)
        #expect(writer.openingNotes.first?.contains("log/checkpoint is no checkpoint") == true)
        try await writer.publish()
        #expect(try Data(contentsOf: path) == good)
        try await writer.close()
    }

    @Test func `is refused when a bundle is left out or two are exchanged`() async throws {
        let (sample, ends) = try await recorded()
        let whole = try bytes(sample)
        try sample.forgetProjectionAndCheckpoint()
        let first = Array(whole[..<ends[2]])
        let (fourth, fifth) = (Array(whole[ends[2]..<ends[3]]), Array(whole[ends[3]..<ends[4]]))
        for forged in [first + fifth, first + fifth + fourth, first + fourth + fourth] {
            try replace(sample, by: forged)
            let error = #expect(throws: OperationError.self) { try LedgerReader(sample.directory) }
            #expect(error?.code == .corrupt)
        }
    }

    @Test func `is refused under another key`() async throws {
        let (sample, _) = try await recorded()
        let other = try #require(
            LogSigner(name: SampleDirectory.name, seed: [UInt8](repeating: 3, count: 32)))
        try Data("\(other.verifierKey)\n".utf8).write(to: URL(filePath: sample.path + "/log/key"))
        #expect(throws: OperationError.self) { try LedgerReader(sample.directory) }
        #expect(throws: OperationError.self) { try sample.writer() }
    }

    @Test(arguments: 0..<8)
    func `is read or refused, whatever its bytes are`(seed: UInt64) async throws {
        let (sample, _) = try await recorded()
        let whole = try bytes(sample)
        try sample.forgetProjectionAndCheckpoint()
        var random = SeededBytes(seed: seed, label: "segments")
        let bodies = SampleDirectory.bodies(14)
        for _ in 0..<40 {
            var changed = whole
            let start = Int(random.below(UInt64(changed.count)))
            let end = min(changed.count, start + Int(random.below(80)))
            switch random.below(4) {
            case 0: changed.replaceSubrange(start..<end, with: random.bytes(end - start))
            case 1: changed.removeSubrange(start..<end)
            case 2: changed.insert(contentsOf: [UInt8](repeating: 0xFF, count: 40), at: start)
            default: changed.removeLast(changed.count - start)
            }
            try replace(sample, by: changed)
            // Whole bundles in front of the damage may stand; nothing else may be taken.
            guard let reader = try? LedgerReader(sample.directory) else { continue }
            #expect(reader.size <= 14)
            for index in 0..<reader.size {
                #expect(try reader.entry(at: index).body == bodies[Int(index)])
            }
        }
    }
}
