internal import Ledger
internal import LedgerStorage
internal import Machine
internal import Synchronization

/// Paid answers a second that are on the disk when the payer hears of them.
///
/// Every client signs its questions beforehand, and asks the next one when it has the receipt of
/// the last; the writer checks the signature, applies the entry and puts all that wait on the disk
/// at once. There is no peer.
struct LedgerBenchmark {
    private static let clients = 64
    private static let answersPerClient = 16

    private let setting: BenchmarkSetting

    init(_ setting: BenchmarkSetting) {
        self.setting = setting
    }

    func run(_ report: (BenchmarkResult) -> Void) async throws {
        try await setting.withDirectory { folder in
            var log = try PaidLog()
            let segments = CountingSegments()
            let writer = try LedgerWriter.open(
                DataDirectory(folder), key: PaidLog.key, clock: .demonstration,
                limits: WriterLimits(), segments: segments.open)
            for result in try await writer.append(contentsOf: log.opening) { _ = try result.get() }
            var rates: [Double] = []
            var (entries, before) = (0, 0)
            for run in 0...setting.runs {
                let answers = try log.nextAnswers(Self.clients * Self.answersPerClient)
                let clock = ContinuousClock()
                let start = clock.now
                try await Self.ask(answers, of: writer)
                let seconds = (clock.now - start).inSeconds
                // The first run warms up and does not count.
                guard run > 0 else {
                    before = segments.count
                    continue
                }
                rates.append(Double(answers.count) / seconds)
                entries += answers.count
            }
            try await writer.close()
            report(
                BenchmarkResult(
                    metric: "durablePaidAnswers", value: PairedRuns.median(rates),
                    unit: "answers/s", runs: rates.count,
                    details: [
                        ("linesPerAnswer", PaidLog.linesPerAnswer), ("clients", Self.clients),
                        ("entries", entries), ("bundleSyncs", segments.count - before),
                    ]))
        }
    }

    private static func ask(_ answers: [EntryBody], of writer: LedgerWriter) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<clients {
                let first = client * answersPerClient
                let own = Array(answers[first..<first + answersPerClient])
                group.addTask {
                    for answer in own { _ = try await writer.append(answer) }
                }
            }
            try await group.waitForAll()
        }
    }
}

/// Segment files that count how often they wait for the disk.
final class CountingSegments: Sendable {
    private let synchronised = Mutex(0)

    /// How many bundles have been put on the disk.
    var count: Int { synchronised.withLock { $0 } }

    /// Opens a segment.
    func open(_ path: String) throws -> any SegmentFile {
        Segment(file: try PosixFile(path, for: .writing(permissions: 0o644)), counter: self)
    }

    private struct Segment: SegmentFile {
        let file: PosixFile
        let counter: CountingSegments

        func write(_ bytes: [UInt8], at offset: UInt64) throws {
            try file.write(bytes, at: offset)
        }

        func synchronize() throws {
            try file.synchronize()
            counter.synchronised.withLock { $0 += 1 }
        }
    }
}
