internal import LanguageModels
package import Ledger

/// What the log says of a deployed model: on what terms it answers, and which files it is made of.
package struct DeployedModel: Sendable {
    package let terms: ModelOnSale
    package let commit: ManifestCommit
    package let result: TrainingResult

    /// - Returns: nil when the entry is no deploy that the ledger accepted.
    package init?(deploy: UInt64, in state: LedgerState) {
        guard let terms = state.model(deploy: deploy),
            let commit = state.manifest(at: terms.manifest),
            let result = state.trainingResult(at: terms.result)
        else { return nil }
        self.terms = terms
        self.commit = commit
        self.result = result
    }

    /// Reads the model's public files, each held to its digest in the log.
    ///
    /// - Returns: the model.
    /// - Throws: as ``ModelFiles/read(manifest:result:base:)``.
    package func read(from files: ModelFiles, over base: BaseModel) throws -> TrainedModel {
        try files.read(manifest: commit.manifestDigest, result: result, base: base)
    }
}
