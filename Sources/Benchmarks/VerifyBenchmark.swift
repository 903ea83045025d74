internal import Ledger
internal import LedgerStorage
internal import Machine
internal import Verifier

/// Receipts a second that one thread checks with nothing but the file and the log's key.
///
/// Each check reads the file anew, verifies the checkpoint's signature, the path, the entry's form,
/// the payer's signature and the division of the fee. There is no peer.
struct VerifyBenchmark {
    private static let answers = 1_024
    private static let receiptsPerRun = 256

    private let setting: BenchmarkSetting

    init(_ setting: BenchmarkSetting) {
        self.setting = setting
    }

    func run(_ report: (BenchmarkResult) -> Void) async throws {
        try await setting.withDirectory { folder in
            var log = try PaidLog()
            let directory = DataDirectory(folder)
            let writer = try LedgerWriter.open(directory, key: PaidLog.key, clock: .demonstration)
            let bodies = try log.opening + log.nextAnswers(Self.answers)
            for result in try await writer.append(contentsOf: bodies) { _ = try result.get() }
            try await writer.close()
            let reader = try LedgerReader(directory)
            let first = reader.size - UInt64(Self.receiptsPerRun)
            let files = try (first..<reader.size).map { try reader.receipt(at: $0).fileBytes }
            let measured = try PairedRuns(
                setting.runs,
                own: {
                    let seconds = try Stopwatch.seconds {
                        for file in files {
                            let found = ReceiptVerifier.verify(
                                file: file, key: reader.verifierKey)
                            guard found.isVerified else {
                                throw OperationError(
                                    .measurement, "a receipt was refused: \(found)")
                            }
                        }
                    }
                    return Double(files.count) / seconds
                }, peer: nil)
            report(
                BenchmarkResult(
                    metric: "receiptVerifications", value: measured.median, unit: "receipts/s",
                    runs: setting.runs,
                    details: [
                        ("linesPerAnswer", PaidLog.linesPerAnswer),
                        ("entries", Int(reader.size)),
                        ("bytesPerReceipt", files.map(\.count).reduce(0, +) / files.count),
                    ]))
        }
    }
}
