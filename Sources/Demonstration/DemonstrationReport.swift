internal import Datanets
internal import Economy
internal import Identity
internal import Ledger
internal import LedgerStorage
internal import ModelFactory
internal import Money
internal import TransparencyLog
package import Wire

/// What a demonstration ends with, for people and for programs.
package struct DemonstrationReport: Sendable {
    /// The object that `openledger demo --json` prints.
    package let json: JSONValue
    /// The same for people, line by line.
    package let lines: [String]
    /// The id of a receipt to look at.
    package let exampleReceipt: UInt64
    /// The log's public key, as `openledger verify` takes it.
    package let verifierKey: String

    init(
        _ run: DemonstrationRun, datanet: Datanet, model: TrainedModel,
        outcome: ModelFiles.Outcome, accuracy: Accuracy, baselines: BaselineComparison,
        receipts: [Receipt], checked: (verified: Int, recomputed: Int), datanetIndex: UInt64
    ) async throws {
        let state = try await run.writer.query { $0 }
        let income = IncomeTable(
            run.accounts, datanet: datanet, standings: model.gate.standings, state: state)
        let example =
            receipts.first { receipt in
                guard case .answer(let answer) = receipt.entry.body else { return false }
                return answer.lines.count >= 5
            } ?? receipts.first
        exampleReceipt = example?.index ?? 0
        verifierKey = "\(run.writer.verifierKey)"
        let (size, root, _) = await run.writer.head
        let seconds: [(String, JSONValue)] = [
            ("total", .decimal(run.watch.total)), ("train", .decimal(run.watch.train)),
            ("attribute", .decimal(run.watch.attribute)),
        ]
        json = .object([
            ("rows", Self.rows(run.data, trained: datanet.acceptedRows.count)),
            ("accuracy", Self.accuracies(accuracy, baselines)),
            ("contributors", .array(income.rows.map(\.json))),
            ("answers", .integer(Int64(receipts.count))),
            (
                "receipts",
                .object([
                    ("issued", .integer(Int64(receipts.count))),
                    ("verified", .integer(Int64(checked.verified))),
                    ("recomputed", .integer(Int64(checked.recomputed))),
                    ("example", .string(String(exampleReceipt))),
                ])
            ),
            (
                "ledger",
                .object([
                    ("entries", .integer(Int64(size))),
                    ("root", .string(Base64.encode(root.bytes))),
                    ("conserved", .bool(state.balances.isConservedRecounted)),
                    ("key", .string(verifierKey)),
                ])
            ),
            ("model", Self.model(outcome, model.manifest)),
            ("claims", income.claims),
            ("seconds", .object(seconds)),
        ])
        lines = DemonstrationText.lines(
            run, datanet: datanet, learned: model.learnedRowCount,
            rule: PaymentRule(json: model.manifest.payment) ?? PaymentRule(),
            accuracy: accuracy, baselines: baselines, income: income,
            receipts: receipts, checked: checked, example: example, state: state,
            datanetIndex: datanetIndex, size: size, root: root)
    }

    private static func model(
        _ outcome: ModelFiles.Outcome, _ manifest: TrainingManifest
    ) -> JSONValue {
        func digest(_ part: UInt16) -> JSONValue { .string(outcome.digest(of: part)?.hex ?? "") }
        return .object([
            ("name", .string(Demonstration.name)), ("adapterDigest", digest(ModelPart.adapter)),
            ("indexDigest", digest(manifest.attribution.part)),
        ])
    }

    private static func rows(_ data: DemonstrationData, trained: Int) -> JSONValue {
        .object([
            ("train", .integer(Int64(trained))),
            ("evaluation", .integer(Int64(data.evaluation.labels.count))),
            ("hidden", .integer(Int64(data.hidden.labels.count))),
        ])
    }

    private static func accuracies(
        _ model: Accuracy, _ baselines: BaselineComparison
    ) -> JSONValue {
        func deviations(_ other: Accuracy) -> JSONValue {
            .decimal(model.pairedDeviations(over: other))
        }
        return .object([
            ("model", .decimal(model.value)),
            ("nearestNeighbours", .decimal(baselines.nearestNeighbours.value)),
            ("logisticRegression", .decimal(baselines.logisticRegression.value)),
            ("tfidfLinear", .decimal(baselines.tfidfLinear.value)),
            ("standardError", .decimal(model.standardError)),
            (
                "pairedDeviations",
                .object([
                    ("nearestNeighbours", deviations(baselines.nearestNeighbours)),
                    ("logisticRegression", deviations(baselines.logisticRegression)),
                    ("tfidfLinear", deviations(baselines.tfidfLinear)),
                ])
            ),
        ])
    }
}
