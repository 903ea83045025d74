import Economy
package import Identity
package import Wire

/// Ends a training run with a model.
package struct TrainingResult: SignedFields, EntryFields {
    /// The index of the manifest.
    package internal(set) var manifest: UInt64
    /// The RFC 6962 root over the transcript's records.
    package internal(set) var transcriptRoot: Digest
    /// What the model consists of, ascending by number.
    package internal(set) var parts: [ModelPart]
    /// What was measured, ascending by number.
    package internal(set) var metrics: [ModelMetric]
    /// The signature by the model maker.
    package var signature: SignatureBytes
    let layoutNumber: UInt8

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    package init(
        manifest: UInt64, transcriptRoot: Digest, parts: [ModelPart], metrics: [ModelMetric],
        signature: SignatureBytes = .unsigned
    ) {
        self.init(
            layout: 2, manifest: manifest, transcriptRoot: transcriptRoot, parts: parts,
            metrics: metrics, signature: signature)
    }

    /// The fields of layout 1: a classifier with one index, judged by its accuracy.
    package init(
        manifest: UInt64, adapterDigest: Digest, headDigest: Digest, transcriptRoot: Digest,
        indexDigest: Digest, gateDigest: Digest, evaluationCorrect: UInt32, evaluationTotal: UInt32,
        signature: SignatureBytes = .unsigned
    ) {
        self.init(
            layout: 1, manifest: manifest, transcriptRoot: transcriptRoot,
            parts: [
                ModelPart(part: ModelPart.adapter, digest: adapterDigest),
                ModelPart(part: ModelPart.head, digest: headDigest),
                ModelPart(part: ModelPart.gate, digest: gateDigest),
                ModelPart(part: ModelPart.onlyIndex, digest: indexDigest),
            ],
            metrics: [
                ModelMetric(
                    metric: ModelMetric.accuracy, value: UInt64(evaluationCorrect),
                    count: evaluationTotal)
            ], signature: signature)
    }

    private init(
        layout: UInt8, manifest: UInt64, transcriptRoot: Digest, parts: [ModelPart],
        metrics: [ModelMetric], signature: SignatureBytes
    ) {
        layoutNumber = layout
        self.manifest = manifest
        self.transcriptRoot = transcriptRoot
        self.parts = parts
        self.metrics = metrics
        self.signature = signature
    }

    /// The digest of a part's file; nil for a part that the model does not have.
    package func digest(of part: UInt16) -> Digest? {
        parts.first { $0.part == part }?.digest
    }

    /// The digest of a method's attribution index; the one index of layout 1 is of whatever method
    /// the manifest names.
    package func indexDigest(of method: UInt16) -> Digest? {
        digest(of: layoutNumber == 1 ? ModelPart.onlyIndex : ModelPart.index(of: method))
    }

    /// Evaluation items answered correctly, of how many; nil where that was not measured.
    package var accuracy: ModelMetric? { metrics.first { $0.metric == ModelMetric.accuracy } }

    /// What the signature covers.
    package var message: TypedMessage { layout.message(of: self) }

    static let layouts = [
        EntryLayout<TrainingResult>(
            "TrainingResult",
            .field("manifest", \.manifest, .entry),
            .field("adapterDigest", \.parts[0].digest),
            .field("headDigest", \.parts[1].digest),
            .field("transcriptRoot", \.transcriptRoot),
            .field("indexDigest", \.parts[3].digest),
            .field("gateDigest", \.parts[2].digest),
            .field("evaluationCorrect", \.metrics[0].smallValue),
            .field("evaluationTotal", \.metrics[0].count)),
        EntryLayout<TrainingResult>(
            "TrainingResult",
            .field("manifest", \.manifest, .entry),
            .field("transcriptRoot", \.transcriptRoot),
            .list("parts", \.parts, 1...64, else: EntryError.partCount),
            .list("metrics", \.metrics, 1...64, else: EntryError.metricCount)),
    ]

    static func blank(_ layout: UInt8) -> TrainingResult {
        layout == 1
            ? TrainingResult(
                manifest: 0, adapterDigest: .zero, headDigest: .zero, transcriptRoot: .zero,
                indexDigest: .zero, gateDigest: .zero, evaluationCorrect: 0, evaluationTotal: 0)
            : TrainingResult(manifest: 0, transcriptRoot: .zero, parts: [], metrics: [])
    }

    /// Parts and metrics ascending; no more items correct than there are.
    func check() throws(EntryError) {
        guard parts.isStrictlyAscending(by: \.part) else { throw .partOrder }
        guard metrics.isStrictlyAscending(by: \.metric) else { throw .metricOrder }
        for metric in metrics {
            let isFraction = metric.metric == ModelMetric.accuracy
            guard metric.count > 0, !isFraction || metric.value <= UInt64(metric.count) else {
                throw .evaluationFigures
            }
        }
    }
}

/// What the type is called, and its rules; the comments number those of the format's page.
extension TrainingResult {
    static let type = EntryType.trainingResult
    static let words = EntryWords("Training", "Ends a training run with a model.")

    var body: EntryBody { .trainingResult(self) }

    func apply(
        to state: inout LedgerState, _ signatures: LedgerState.SignatureCheck
    ) throws(Refusal) -> [Posting] {
        guard let record = state.manifests[manifest] else {
            throw .manifestUnknown(manifest)  // 1
        }
        guard record.outcome == .unfinished else { throw .manifestFinished }  // 2
        guard record.commit.beaconRule == .none || record.beacon != nil else {
            throw .beaconMissing  // 3
        }
        let layout = record.commit.entriesLayout
        guard layoutNumber == layout else { throw .layout(needed: layout) }  // 4
        guard digest(of: ModelPart.gate) != nil else { throw .gateMissing }  // 5
        for method in record.commit.methods where indexDigest(of: method.method) == nil {
            throw .indexMissing(method: method.method)
        }
        let limit = state.evaluations[record.commit.evaluation]?.commit.itemCount ?? 0
        guard (accuracy?.count ?? 0) <= limit else {
            throw .evaluationTotal(limit: limit)  // 6
        }
        if let sale = record.commit.sale {
            try requireFigures(of: record.commit, sale, state)  // 7, 8
        }
        try state.requireSignature(of: self, by: record.commit.maker, signatures)  // 9
        state.results[state.size] = ResultRecord(result: self)
        state.finish(manifest, .result(state.size))
        return []
    }
}

extension TrainingResult {
    /// How many rows the model learned from, and that a verdict rests on items enough.
    private func requireFigures(
        of commit: ManifestCommit, _ sale: SaleTerms, _ state: LedgerState
    ) throws(Refusal) {
        let rows = commit.datanets.reduce(0) { $0 + UInt64($1.rowCount) }
        let learned = metrics.first { $0.metric == ModelMetric.learnedRows }
        let least: UInt64 =
            switch sale.verdict {
            case .measures: rows
            case .gates: 1
            }
        guard let learned, UInt64(learned.count) == rows, least...rows ~= learned.value else {
            throw .learnedRows(of: rows)
        }
        guard sale.verdict == .gates else { return }
        let terms = commit.datanets.compactMap { state.datanets[$0.datanet]?.verdictTerms }
        let items = terms.map(\.leastItems).max() ?? 1
        guard (accuracy?.count ?? 0) >= items else { throw .verdictItems(least: items) }
    }
}

extension LedgerState {
    /// Ends a training run, with a model or without.
    mutating func finish(_ manifest: UInt64, _ outcome: TrainingRunRecord.Outcome) {
        manifests[manifest]?.outcome = outcome
        guard let commit = manifests[manifest]?.commit else { return }
        if case .abort = outcome, let name = commit.sale?.name {
            names[name]?.claims -= 1
            if names[name]?.claims == 0 { names[name] = nil }
        }
        evaluations[commit.evaluation]?.unfinished -= 1
        makers[commit.maker]?.end(outcome)
    }
}

/// A file that a model consists of.
package struct ModelPart: Hashable, Sendable {
    /// The number of the adapter's weights.
    package static let adapter: UInt16 = 1
    /// The number of the head.
    package static let head: UInt16 = 2
    /// The number of the gate file, which opens with a 32-byte salt.
    package static let gate: UInt16 = 3
    /// The number of the adapter that the gate measured, where refused rows then left the training.
    package static let measuredAdapter: UInt16 = 5
    /// The number of the head that the gate measured, beside ``measuredAdapter``.
    package static let measuredHead: UInt16 = 6
    /// Where layout 1, which does not name its method, has its index.
    static let onlyIndex: UInt16 = 4096

    /// The number of the attribution index of a method.
    package static func index(of method: UInt16) -> UInt16 { 4096 + method }

    /// What the file is, 1 or more.
    package internal(set) var part: UInt16
    /// SHA-256 of the file.
    package internal(set) var digest: Digest

    /// A part.
    package init(part: UInt16, digest: Digest) {
        self.part = part
        self.digest = digest
    }
}

extension ModelPart: LayoutElement {
    static let layout = EntryLayout<ModelPart>(
        "Part",
        .field("part", \.part, in: 1..., else: .zeroCount),
        .field("digest", \.digest))

    static let blank = ModelPart(part: 0, digest: .zero)
}

/// Something that was measured of a model.
package struct ModelMetric: Hashable, Sendable {
    /// The number of accuracy: `value` items of `count` were answered correctly.
    package static let accuracy: UInt16 = 1
    /// The number of the rows that the model learned from: `value` of the manifest's `count`.
    package static let learnedRows: UInt16 = 2

    /// What was measured, 1 or more.
    package internal(set) var metric: UInt16
    /// The value.
    package internal(set) var value: UInt64
    /// Of how many measurements, 1 or more.
    package internal(set) var count: UInt32

    /// A metric.
    package init(metric: UInt16, value: UInt64, count: UInt32) {
        self.metric = metric
        self.value = value
        self.count = count
    }

    /// The value in the width of layout 1.
    fileprivate var smallValue: UInt32 {
        get { UInt32(truncatingIfNeeded: value) }
        set { value = UInt64(newValue) }
    }
}

extension ModelMetric: LayoutElement {
    static let layout = EntryLayout<ModelMetric>(
        "Metric",
        .field("metric", \.metric, in: 1..., else: .zeroCount),
        .field("value", \.value),
        .field("count", \.count, in: 1..., else: .zeroCount))

    static let blank = ModelMetric(metric: 0, value: 0, count: 0)
}
