package import Identity
package import Ledger
internal import Machine
package import ModelFactory
package import Money

extension EntryLog {
    /// Brings an ordered training to its end: a result and a model on sale, or an abort.
    ///
    /// What an earlier call did is not done again. A training that failed is logged, so that nobody
    /// can try until the outcome pleases; one that was cancelled or could not begin is not, and the
    /// next call trains.
    ///
    /// - Parameters:
    ///   - manifest: the index of the manifest.
    ///   - card: what the model is publicly called; kept before the model is on sale.
    ///   - names: where the card is kept.
    ///   - fee: what an answer costs.
    ///   - maker: the model maker's key.
    ///   - train: makes the model's files; asked only while the manifest has no end.
    /// - Returns: the indices of result and deploy.
    /// - Throws: what `train` throws, after the abort is in the log; `OperationError` for a
    ///   manifest that ended in an abort earlier, and for an entry of another type; `Refusal`; else
    ///   what files and log throw.
    package func trainModel(
        ofManifest manifest: UInt64, named card: ModelNames.Card, in names: ModelNames,
        fee: Amount, maker: AccountKey, train: () async throws -> ModelFiles.Outcome
    ) async throws -> (result: UInt64, deploy: UInt64) {
        guard let run = try await query({ $0.trainingRun(at: manifest) }) else {
            throw OperationError(.notFound, "entry \(manifest) is no manifest")
        }
        let result: UInt64
        switch run.outcome {
        case .result(let earlier): result = earlier
        case .abort:
            throw OperationError(
                .usage, "the training of entry \(manifest) was aborted: order another one")
        case .unfinished:
            let outcome: ModelFiles.Outcome
            do { outcome = try await train() } catch {
                guard error.endsTraining else { throw error }
                try await abortTraining(
                    ofManifest: manifest, reason: error.abortReason, maker: maker)
                throw error
            }
            result = try await recordResult(outcome, ofManifest: manifest, maker: maker)
        }
        try await requireName(card.name, for: maker.address, in: names)
        try names.write(card, manifest: run.commit.manifestDigest)
        return (result, try await deployModel(result: result, fee: fee, maker: maker))
    }
}

extension EntryLog {
    /// Refuses to sell a model under the name of another maker's.
    ///
    /// The log keeps names since layout 3 of manifests; earlier models are known by their cards.
    private func requireName(
        _ name: String, for maker: AccountAddress, in names: ModelNames
    ) async throws {
        let digest = Commitment.modelName(name)
        let sold = try await query { state in
            (
                holder: state.holder(ofName: digest),
                models: state.modelsOnSale.compactMap { model in
                    state.manifest(at: model.manifest).map {
                        (maker: model.makerAccount, manifest: $0.manifestDigest)
                    }
                }
            )
        }
        let first = try sold.models.first { try names.card(manifest: $0.manifest)?.name == name }
        for holder in [first?.maker, sold.holder] {
            if let holder, holder != maker { throw Refusal.nameTaken(holder: holder) }
        }
    }
}

extension Error {
    /// What the log says of a training that ended so.
    fileprivate var abortReason: AbortReason {
        switch (self as? OperationError)?.code {
        case .diverged: .diverged
        case .evaluationRefused: .evaluationRefused
        default: .interrupted
        }
    }

    /// Whether a training that failed so has come to an end.
    ///
    /// One that was cut off or never began has shown nobody an outcome.
    package var endsTraining: Bool {
        !(self is CancellationError) && (self as? OperationError)?.code != .notStarted
    }
}
