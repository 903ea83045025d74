package import Identity
package import Ledger
package import ModelFactory

extension EntryLog {
    /// Ends a manifest with what its training left, unless it has ended.
    ///
    /// - Parameters:
    ///   - outcome: the digests of the model's files and its evaluation.
    ///   - manifest: the index of the manifest.
    ///   - maker: the model maker's key.
    /// - Returns: the index of the result.
    /// - Throws: `Refusal`, else what the log's storage throws.
    @discardableResult
    package func recordResult(
        _ outcome: ModelFiles.Outcome, ofManifest manifest: UInt64, maker: AccountKey
    ) async throws -> UInt64 {
        if let earlier = try await query({ $0.trainingRun(at: manifest)?.result }) {
            return earlier
        }
        let entry = outcome.result(ofManifest: manifest)
        return try await append(.trainingResult(entry.signed(by: maker, in: domain))).index
    }

    /// Ends a manifest without a model, so that nobody may train it again in silence; unless it has
    /// ended so, for the same reason.
    ///
    /// - Parameters:
    ///   - manifest: the index of the manifest.
    ///   - reason: why.
    ///   - maker: the model maker's key.
    /// - Throws: `Refusal`, else what the log's storage throws.
    package func abortTraining(
        ofManifest manifest: UInt64, reason: AbortReason, maker: AccountKey
    ) async throws {
        let earlier = try await query { $0.trainingRun(at: manifest)?.outcome }
        guard earlier != .abort(reason) else { return }
        let entry = TrainingAbort(manifest: manifest, reason: reason)
        _ = try await append(.trainingAbort(entry.signed(by: maker, in: domain)))
    }
}
