package import Datanets
package import Economy
internal import Identity
internal import LanguageModels
internal import Wire

extension TrainingManifest {
    /// The manifest of a classifier: a LoRA adapter of the base encoder with a head over it, traced
    /// by the head's kernel.
    ///
    /// - Parameters:
    ///   - base: the encoder that is tuned.
    ///   - datanet: its rows so far, all of them, and its labels.
    ///   - evaluation: the hidden items that judge the model.
    ///   - recipe: how the run goes.
    ///   - rule: who is paid now and who waits.
    ///   - shares: how the model's fees are divided.
    ///   - verdict: what the evaluation decides about contributors.
    package init(
        classifierOver base: BaseModel, datanet: Datanet, evaluation: EvaluationItems,
        recipe: TrainingRecipe, rule: PaymentRule, shares: FeeShares, verdict: Verdict
    ) {
        self.init(
            baseModel: base.weightsDigest, tokenizer: base.tokenizerDigest,
            kind: .classifier(labels: datanet.labels.labels),
            rowCount: datanet.acceptedRows.count,
            rowsRoot: datanet.rowsRoot, evaluationRoot: evaluation.root, recipe: recipe,
            attribution: ModelAttribution.standard, payment: rule.json(shares: shares),
            beaconRule: "commit and reveal by a second key", verdict: verdict,
            configuration: base.configurationDigest)
    }
}
