package import Identity
package import Ledger
package import ModelFactory

extension EntryLog {
    /// Commits to hidden evaluation items, unless the log holds their root already.
    ///
    /// - Parameters:
    ///   - items: the items with their salts.
    ///   - datanet: the Datanet whose models they will judge.
    ///   - evaluator: the key that signs and later opens them.
    /// - Returns: the index of the commit.
    /// - Throws: `Refusal`, else what the log's storage throws.
    package func commitEvaluation(
        _ items: EvaluationItems, of datanet: UInt64, by evaluator: AccountKey
    ) async throws -> UInt64 {
        let root = items.root
        if let earlier = try await query({ $0.evaluation(root: root) }) { return earlier }
        let entry = EvaluationCommit(
            evaluator: evaluator.address, datanet: datanet, root: root,
            itemCount: UInt32(items.rows.count))
        return try await append(.evaluationCommit(entry.signed(by: evaluator, in: domain))).index
    }
}
