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

    @Test
    func `loses at most its last bundle to a changed byte, and says so if it was acknowledged`()
        async throws
    {
        let (sample, ends) = try await recorded()
        let whole = try bytes(sample)
        for position in stride(from: ends[5], to: ends[6], by: 1) {
            var changed = whole
            changed[position] ^= 0x01
            try replace(sample, by: changed)
            #expect(try LedgerReader(sample.directory).size == 12)
        }
        let error = #expect(throws: OperationError.self) { try sample.writer() }
        #expect(error?.code == .missingEntries)
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
