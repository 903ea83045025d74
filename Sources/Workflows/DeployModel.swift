package import Identity
package import Ledger
internal import Machine
package import Money

extension EntryLog {
    /// Puts a trained model on sale, unless it is.
    ///
    /// - Parameters:
    ///   - result: the index of the training result.
    ///   - fee: what an answer costs.
    ///   - maker: the model maker's key.
    /// - Returns: the index of the deploy, which is the model's id.
    /// - Throws: `Refusal`; `OperationError` when there is no such result; else what the log's
    ///   storage throws.
    @discardableResult
    package func deployModel(
        result: UInt64, fee: Amount, maker: AccountKey
    ) async throws -> UInt64 {
        let run = try await query { state in
            state.trainingResult(at: result).flatMap { state.trainingRun(at: $0.manifest) }
        }
        guard let run else {
            throw OperationError(.notFound, "entry \(result) is no training result")
        }
        if let earlier = run.deploys.first { return earlier }
        let entry = Deploy(
            result: result, policy: run.commit.policy, revision: 0, fee: fee,
            datanet: run.commit.home.datanet, maker: maker.address)
        return try await append(.deploy(entry.signed(by: maker, in: domain))).index
    }
}
