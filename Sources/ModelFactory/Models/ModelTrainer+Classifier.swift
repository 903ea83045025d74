internal import Datanets
internal import Economy
internal import Identity
internal import LanguageModels
internal import Ledger
internal import Machine
internal import ProofOfAttribution
internal import Tensors
internal import Wire

/// How a classifier is trained, measured, and trained again without the rows that the gate refused.
extension ModelTrainer {
    /// An adapter with its head, as a run left them.
    private struct Fit {
        let classifier: MeasuredClassifier
        let transcript: TrainingTranscript
    }

    /// How far the runs have come, for the caller's progress.
    private struct Progress {
        let report: (Int, Int, Float) -> Void
        var done = 0

        mutating func note(_ run: LoRATrainer) {
            report(done + run.step, done + run.steps, run.lastLoss)
            if run.isFinished { done += run.steps }
        }
    }

    func trainedClassifier(
        _ labels: [String], frozenFeatures: Matrix?, progress: (Int, Int, Float) -> Void
    ) throws -> Outcome {
        try withoutActuallyEscaping(progress) { report in
            var progress = Progress(report: report)
            let frozen =
                frozenFeatures
                ?? base.classifier.features(tokens(rows.map(\.row)), threads: threads)
            let first = try fit(rows, labels, frozen, purpose: "training", &progress)
            let features = features(rows, adapter: first.classifier.adapter)
            let gate = try gate(first.classifier, features: features, labels: labels)
            let kept = gate.learned(Array(rows.indices), under: manifest.verdict) {
                rows[$0].account
            }
            guard kept.count < rows.count else {
                return try outcome(first, features, of: rows, labels, gate, measured: nil)
            }
            guard kept.count >= Self.leastRows else {
                throw OperationError(
                    .evaluationRefused,
                    "the gate refuses all rows but \(kept.count); a model needs "
                        + "\(Self.leastRows) or more")
            }
            let learned = kept.map { rows[$0] }
            let second = try fit(
                learned, labels, frozen.rows(at: kept),
                purpose: "training without refused rows", &progress)
            return try outcome(
                second, self.features(learned, adapter: second.classifier.adapter), of: learned,
                labels, gate, measured: first.classifier)
        }
    }

    /// Trains on some of the rows.
    private func fit(
        _ rows: [Datanet.AcceptedRow], _ labels: [String], _ frozen: Matrix, purpose: String,
        _ progress: inout Progress
    ) throws -> Fit {
        var run = LoRATrainer(
            recipe: manifest.recipe, classifier: base.classifier,
            sequences: tokens(rows.map(\.row)), labels: try classes(rows.map(\.row), labels),
            classes: labels.count, frozenFeatures: frozen,
            seed: manifest.seed(for: purpose, beacon: beacon), threads: threads)
        let diverged = OperationError(.diverged, "training diverged: lower the learning rate")
        while !run.isFinished {
            run.advance(threads: threads)
            guard run.lastLoss.isFinite else { throw diverged }
            progress.note(run)
        }
        // The last step's loss is that of the parameters before it.
        let parameters = run.adapter.parameters + run.head.weights.values + run.head.bias
        let classifier = MeasuredClassifier(adapter: run.adapter, head: run.head)
        guard parameters.allSatisfy(\.isFinite),
            (try? classifier.requireReach(over: base.classifier.encoder)) != nil
        else { throw diverged }
        return Fit(classifier: classifier, transcript: run.transcript)
    }

    private func outcome(
        _ fit: Fit, _ features: Matrix, of learned: [Datanet.AcceptedRow], _ labels: [String],
        _ gate: GateFile, measured: MeasuredClassifier?
    ) throws -> Outcome {
        let classifier = Classifier(
            labels: labels, head: fit.classifier.head,
            index: try index(
                features: features, of: learned, head: fit.classifier.head, labels: labels))
        let model = TrainedModel(
            manifest: manifest, adapter: fit.classifier.adapter, parts: .classifier(classifier),
            gate: gate, measured: measured, transcriptRoot: fit.transcript.root)
        return Outcome(model: model, transcript: fit.transcript, metrics: try metrics(of: model))
    }

    // MARK: - Measuring

    /// Features of rows under an adapter.
    func features(_ rows: [Datanet.AcceptedRow], adapter: LoRAAdapter) -> Matrix {
        base.classifier.features(tokens(rows.map(\.row)), adapter: adapter, threads: threads)
    }

    /// The attribution index over rows with their features.
    func index(
        features: Matrix, of rows: [Datanet.AcceptedRow], head: SoftmaxRegression.Parameters,
        labels: [String]
    ) throws -> ModelAttribution.Index {
        try manifest.attribution.index(
            features: features, labels: classes(rows.map(\.row), labels), head: head,
            seed: manifest.seed(for: "resampling", beacon: beacon), threads: threads)
    }

    /// The verdicts over all rows, given their features under the measured adapter.
    func gate(
        _ measured: MeasuredClassifier, features: Matrix, labels: [String]
    ) throws -> GateFile {
        let evaluation = try openedItems()
        let salt = manifest.seed(for: "gate salt", beacon: beacon).bytes
        switch manifest.verdict {
        case .measures: return GateFile(ungated: rows.map(\.account), rule: rule, salt: salt)
        case .gates, nil: break
        }
        let index = try manifest.attribution.withoutResampling.index(
            features: features, labels: classes(rows.map(\.row), labels), head: measured.head,
            seed: .zero, threads: threads)
        let values = index.rowValues(
            onFeatures: base.classifier.features(
                tokens(evaluation), adapter: measured.adapter, threads: threads),
            labels: try classes(evaluation, labels), rule: rule, threads: threads)
        return GateFile(owners: rows.map(\.account), values: values, rule: rule, salt: salt)
    }

    /// How many of the items that count a classifier answers correctly.
    func accuracy(
        of classifier: Classifier, adapter: LoRAAdapter
    ) throws -> ModelMetric {
        let evaluation = try openedItems()
        let features = base.classifier.features(
            tokens(evaluation), adapter: adapter, threads: threads)
        let truth = try classes(evaluation, classifier.labels)
        let correct = zip(classifier.answers(features), truth).count { $0 == $1 }
        return ModelMetric(
            metric: ModelMetric.accuracy, value: UInt64(correct), count: UInt32(evaluation.count))
    }

    private func classes(
        _ rows: [DatanetRow], _ labels: [String]
    ) throws(OperationError) -> [Int] {
        let numbers = Dictionary(
            labels.enumerated().map { (ByteName($1), $0) }, uniquingKeysWith: { first, _ in first })
        var classes: [Int] = []
        for row in rows {
            guard let number = numbers[ByteName(row.label)] else {
                throw OperationError(
                    .usage, "the label '\(row.label)' is not one of the manifest's labels")
            }
            classes.append(number)
        }
        return classes
    }
}
