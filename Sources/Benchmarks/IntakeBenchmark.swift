internal import Datanets
internal import Identity
internal import Ledger
internal import LedgerStorage
internal import Machine
internal import Wire
internal import Workflows

/// Rows a second that a Datanet takes in, committed, revealed and on the disk, while it grows.
///
/// One contributor makes a thousand contributions of fifty rows, one after the other. The last
/// hundred are timed apart: a contribution costs its own rows, however many there are already.
/// There is no peer.
struct IntakeBenchmark {
    private static let contributions = 1_000
    private static let rowsPerContribution = 50
    /// Contributions of which the first and the last ones are timed apart.
    private static let part = 100
    private static let wordsPerRow = 10
    private static let labels = LabelSet(["even", "odd"])

    private let setting: BenchmarkSetting

    init(_ setting: BenchmarkSetting) {
        self.setting = setting
    }

    func run(_ report: (BenchmarkResult) -> Void) async throws {
        try await setting.withDirectory { folder in
            let log = try await Self.openLog(in: folder)
            let owner = AccountKey.derived(seed: 1, label: "owner")
            let files = try DatanetFiles(dataDirectory: folder, name: "rows")
            try await log.openAccount(owner)
            try await log.foundDatanet(labels: Self.labels, in: files, owner: owner) {
                DatanetTerms(owner: owner.address, salt: .zero)
            }
            var intake = try await DatanetIntake.open(files, in: log, likeness: Unasked())
            var random = SeededBytes(seed: 1, label: "intake benchmark")
            let clock = ContinuousClock()
            let start = clock.now
            var laps: [Double] = []
            for _ in 0..<Self.contributions {
                let rows = try (0..<Self.rowsPerContribution).map { _ in try Self.row(&random) }
                let before = clock.now
                _ = try await intake.contribute(
                    rows, key: owner, secret: Digest.sha256(random.bytes(Digest.byteCount)))
                laps.append((clock.now - before).inSeconds)
            }
            let seconds = (clock.now - start).inSeconds
            let accepted = intake.datanet.contributions.reduce(0) { $0 + Int($1.acceptedCount) }
            guard accepted == Self.contributions * Self.rowsPerContribution else {
                throw OperationError(.measurement, "rows were taken for copies")
            }
            try await log.close()
            report(result(laps, seconds))
        }
    }

    private func result(_ laps: [Double], _ seconds: Double) -> BenchmarkResult {
        let first = PairedRuns.median(Array(laps.prefix(Self.part)))
        let last = PairedRuns.median(Array(laps.suffix(Self.part)))
        return BenchmarkResult(
            metric: "contributedRows",
            value: Double(Self.contributions * Self.rowsPerContribution) / seconds,
            unit: "rows/s", runs: 1,
            details: [
                ("contributions", Self.contributions),
                ("rowsPerContribution", Self.rowsPerContribution),
                ("milliseconds", Int(seconds * 1_000)),
                ("firstContributionsMicroseconds", Int(first * 1_000_000)),
                ("lastContributionsMicroseconds", Int(last * 1_000_000)),
            ])
    }

    private static func openLog(in folder: String) async throws -> any StoredLog {
        let log = try DataDirectory(folder).openLog(
            key: .initial(name: "benchmark.example/log", seed: Digest.zero.bytes),
            clock: .demonstration)
        try await log.startLog {
            (
                operator: .derived(seed: 1, label: "operator"),
                node: .derived(seed: 1, label: "node"),
                baseModel: .derived(seed: 1, label: "base model")
            )
        }
        return log
    }

    /// Words drawn from so many that no two rows come near each other.
    private static func row(_ random: inout SeededBytes) throws -> DatanetRow {
        let bytes = random.bytes(3 * wordsPerRow)
        let words = stride(from: 0, to: bytes.count, by: 3).map {
            "w" + Hex.encode(bytes[$0..<$0 + 3])
        }
        return try DatanetRow(
            text: words.joined(separator: " "), label: labels.labels[Int(bytes[0] & 1)])
    }

    /// Meaning is compared only where words come near.
    private struct Unasked: TextLikeness {
        func millis(between text: String, and others: [String]) throws -> [Int] {
            throw OperationError(.measurement, "two drawn rows share most of their words")
        }
    }
}
