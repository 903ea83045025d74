package import Identity
package import Ledger
package import Machine
package import ModelFactory
internal import Wire

extension EntryLog {
    /// Publishes evaluation items that have served, and opens them in the log: from here on
    /// everyone can repeat the gate of the model.
    ///
    /// - Parameters:
    ///   - items: the items with their salts.
    ///   - result: the training result whose gate is opened with them.
    ///   - evaluator: the key that committed to them.
    ///   - files: the data directory, which gets `evaluations/<root>.jsonl`.
    /// - Throws: `Refusal`, and what files and log throw.
    package func openEvaluation(
        _ items: EvaluationItems, result: UInt64, by evaluator: AccountKey, in files: DataFiles
    ) async throws {
        let root = items.root
        let found = try await query { state in
            (
                evaluation: state.evaluation(root: root),
                isOpened: state.evaluation(root: root).flatMap(state.isEvaluationOpened) ?? false,
                gate: state.trainingResult(at: result)?.digest(of: ModelPart.gate)
            )
        }
        guard !found.isOpened else { return }
        guard let evaluation = found.evaluation else {
            throw OperationError(
                .notFound, "the log does not hold the root of the evaluation items")
        }
        try files.write(items.fileBytes, to: EvaluationItems.path(root: root))
        let entry = EvaluationOpen(
            evaluation: evaluation, result: result, root: root,
            itemsDigest: .sha256(items.fileBytes), gateDigest: found.gate ?? .zero)
        _ = try await append(.evaluationOpen(entry.signed(by: evaluator, in: domain)))
    }
}
