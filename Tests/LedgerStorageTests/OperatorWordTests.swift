import FoundationEssentials
import Ledger
import LedgerStorage
import Machine
import Testing
import TransparencyLog

@Suite struct `A log that was put back to an older copy` {
    private func open(
        _ sample: SampleDirectory, _ word: OperatorWord
    ) throws -> LedgerWriter {
        try LedgerWriter.open(
            sample.directory, key: SampleDirectory.key, clock: .demonstration, word: word)
    }

    private func append(_ range: Range<Int>, to writer: LedgerWriter) async throws -> [Receipt] {
        var receipts: [Receipt] = []
        for body in SampleDirectory.bodies(range.upperBound)[range] {
            receipts.append(try await writer.append(body))
        }
        return receipts
    }

    /// A directory for the last checkpoint, and the word that names it.
    private func outside() throws -> (SampleDirectory, OperatorWord) {
        let outside = try SampleDirectory("outside")
        try FileManager.default.createDirectory(
            atPath: outside.path, withIntermediateDirectories: true)
        var word = OperatorWord()
        word.keptCheckpoint = outside.path + "/seen"
        return (outside, word)
    }

    @Test func `is not opened below the checkpoint that is kept outside`() async throws {
        let sample = try SampleDirectory()
        let (outside, word) = try outside()
        let first = try open(sample, word)
        #expect(first.openingNotes.count == 1)
        #expect(first.openingNotes.first?.contains("seen was not there") == true)
        _ = try await append(0..<8, to: first)
        let old = try SampleDirectory("old", copying: sample)
        let last = try #require(try await append(8..<9, to: first).last)
        // Nobody was told of the entry before the checkpoint outside had it.
        let kept = try Data(contentsOf: URL(filePath: outside.path + "/seen"))
        #expect(Array(kept) == last.proof.checkpoint.bytes)
        try await first.close()
        let error = #expect(throws: OperationError.self) { try open(old, word) }
        #expect(error?.code == .missingEntries)
        #expect(error?.message.contains("hold 8 entries, but a checkpoint of 9") == true)
        #expect(error?.message.contains(outside.path + "/seen") == true)
        let again = try open(sample, word)
        #expect(again.openingNotes == [])
        try await again.close()
    }

    @Test func `is not opened below a checkpoint that a witness has`() async throws {
        let sample = try SampleDirectory()
        let writer = try sample.writer()
        _ = try await append(0..<8, to: writer)
        let old = try SampleDirectory("old", copying: sample)
        _ = try await append(8..<10, to: writer)
        let note = try #require(await writer.checkpoint)
        try await writer.close()
        var word = OperatorWord()
        word.seen = [.init(source: "http://witness.example", note: note)]
        let error = #expect(throws: OperationError.self) { try open(old, word) }
        #expect(error?.code == .missingEntries)
        #expect(error?.message.contains("witness.example") == true)
        try await open(sample, word).close()
        // A copy that went on is as long, and of another history.
        let forked = try old.writer()
        for number in [20, 21] {
            _ = try await forked.append(.deposit(SampleDirectory.deposit(number, to: "alice")))
        }
        try await forked.close()
        let other = #expect(throws: OperationError.self) { try open(old, word) }
        #expect(other?.code == .corrupt && other?.message.contains("other entries") == true)
    }

    @Test func `is not opened by the word of another log, or by no checkpoint`() async throws {
        let sample = try SampleDirectory()
        let writer = try sample.writer()
        _ = try await append(0..<5, to: writer)
        let checkpoint = try Checkpoint(noteText: try #require(await writer.checkpoint).text)
        try await writer.close()
        let other = try #require(
            LogSigner(name: SampleDirectory.name, seed: [UInt8](repeating: 3, count: 32)))
        var word = OperatorWord()
        word.seen = [.init(source: "elsewhere", note: try other.sign(checkpoint))]
        let foreign = #expect(throws: OperationError.self) { try open(sample, word) }
        #expect(foreign?.code == .key && foreign?.message.contains("elsewhere") == true)
        word = OperatorWord()
        word.keptCheckpoint = sample.path + "/FORMAT"
        let none = #expect(throws: OperationError.self) { try open(sample, word) }
        #expect(none?.code == .altered && none?.message.contains("FORMAT") == true)
    }

    @Test func `stops its writer when the checkpoint outside cannot be kept`() async throws {
        let sample = try SampleDirectory()
        let (outside, word) = try outside()
        let writer = try open(sample, word)
        _ = try await append(0..<5, to: writer)
        try FileManager.default.removeItem(atPath: outside.path)
        await #expect(throws: OperationError.self) {
            try await writer.append(SampleDirectory.bodies(6)[5])
        }
        #expect(await writer.obstacle?.code == .stopped)
        try await writer.close()
    }
}

@Suite struct `A writer whose lock is taken away` {
    @Test(arguments: ["LOCK", "FORMAT"])
    func `writes nothing more, and lets no second one in`(_ name: String) async throws {
        let sample = try SampleDirectory()
        let bodies = SampleDirectory.bodies(8)
        let writer = try sample.writer()
        for body in bodies[..<6] { _ = try await writer.append(body) }
        let segment = try Data(contentsOf: URL(filePath: sample.segment))
        try sample.remove(name)
        // FORMAT is missing, or its lock is still the first's.
        #expect(throws: OperationError.self) { try sample.writer() }
        #expect(await writer.obstacle?.code == .locked)
        do {
            _ = try await writer.append(bodies[6])
            Issue.record("An entry was acknowledged under a lock that is gone.")
        } catch let error as OperationError {
            #expect(error.code == .stopped && error.message.contains("removed or replaced"))
        }
        #expect(try Data(contentsOf: URL(filePath: sample.segment)) == segment)
        await #expect(throws: OperationError.self) { try await writer.publish() }
        try await writer.close()
        guard name == "LOCK" else { return }
        let reopened = try sample.writer()
        #expect(await reopened.size == 6)
        _ = try await reopened.append(bodies[6])
        try await reopened.close()
    }

    @Test func `notices a directory that was restored under it`() async throws {
        let sample = try SampleDirectory()
        let writer = try sample.writer()
        for body in SampleDirectory.bodies(6) { _ = try await writer.append(body) }
        let copy = try SampleDirectory("copy", copying: sample)
        try FileManager.default.removeItem(atPath: sample.path)
        try FileManager.default.copyItem(atPath: copy.path, toPath: sample.path)
        await #expect(throws: OperationError.self) {
            try await writer.append(SampleDirectory.bodies(7)[6])
        }
        try await writer.close()
    }
}

@Suite struct `A clock that jumps ahead` {
    private static let start: UInt64 = 1_800_000_000
    private static let day: UInt64 = 86_400
    private static let key = LogKey.given(
        name: "example.org/clock", seed: [UInt8](repeating: 4, count: 32))

    /// A machine's clock and one that nobody sets.
    private final class Machine: Sendable {
        let wall: Moving
        let steady = Moving(0)
        init(_ seconds: UInt64) { wall = Moving(seconds) }
        var clock: LedgerClock {
            .system(now: { self.wall.value }, steady: { self.steady.value })
        }
    }

    private func bodies(_ directory: DataDirectory, _ count: Int) throws -> [EntryBody] {
        SampleDirectory.bodies(count, in: .log(try #require(Self.key.verifierKey)))
    }

    private func open(
        _ sample: SampleDirectory, _ machine: Machine, timeIs: UInt64? = nil
    ) throws -> LedgerWriter {
        var word = OperatorWord()
        word.timeSeconds = timeIs
        return try LedgerWriter.open(
            sample.directory, key: Self.key, clock: machine.clock, word: word)
    }

    @Test func `dates no entry while the log is open, and all when it is right again`()
        async throws
    {
        let sample = try SampleDirectory()
        let machine = Machine(Self.start)
        let writer = try open(sample, machine)
        let bodies = try bodies(sample.directory, 8)
        for body in bodies[..<5] { _ = try await writer.append(body) }
        machine.wall.set(Self.start + 3_601)
        do {
            _ = try await writer.append(bodies[5])
            Issue.record("An entry got a time that cannot be.")
        } catch let error as OperationError {
            #expect(error.code == .clock && error.message.contains("--time-is"))
        }
        #expect(await writer.obstacle?.code == .clock)
        machine.wall.set(Self.start + 20)
        #expect(try await writer.append(bodies[5]).entry.timestampSeconds == Self.start + 20)
        #expect(await writer.obstacle == nil)
        // Time that has passed is no jump, however long nobody wrote.
        machine.steady.set(90 * Self.day)
        machine.wall.set(Self.start + 90 * Self.day + 60)
        #expect(
            try await writer.append(bodies[6]).entry.timestampSeconds
                == Self.start + 90 * Self.day + 60)
        try await writer.close()
    }

    @Test func `opens no log that is more than a week behind it without the operator's word`()
        async throws
    {
        let sample = try SampleDirectory()
        let machine = Machine(Self.start)
        let first = try open(sample, machine)
        let bodies = try bodies(sample.directory, 8)
        for body in bodies[..<5] { _ = try await first.append(body) }
        try await first.close()
        machine.wall.set(Self.start + 7 * Self.day)
        try await open(sample, machine).close()
        let later = Self.start + 7 * Self.day + 1
        machine.wall.set(later)
        let error = #expect(throws: OperationError.self) { try open(sample, machine) }
        #expect(error?.code == .clock)
        #expect(error?.message.contains("2027-01-15") == true, "\(error?.message ?? "")")
        // A word about another time does not cover this one.
        #expect(throws: OperationError.self) {
            try open(sample, machine, timeIs: Self.start - 30 * Self.day)
        }
        let writer = try open(sample, machine, timeIs: later)
        #expect(try await writer.append(bodies[5]).entry.timestampSeconds == later)
        try await writer.close()
    }

    @Test func `and is behind the log afterwards is named`() async throws {
        let sample = try SampleDirectory()
        let machine = Machine(Self.start)
        let first = try open(sample, machine)
        let bodies = try bodies(sample.directory, 6)
        for body in bodies[..<5] { _ = try await first.append(body) }
        try await first.close()
        machine.wall.set(Self.start - 100)
        let writer = try open(sample, machine)
        #expect(writer.openingNotes.count == 1)
        #expect(writer.openingNotes.first?.contains("until the clock has caught up") == true)
        #expect(try await writer.append(bodies[5]).entry.timestampSeconds == Self.start)
        try await writer.close()
    }
}
