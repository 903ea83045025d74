package import Economy
package import Ledger
package import Wire

/// A model on sale, with what its manifest and the log say about it.
package struct ModelCard: Sendable {
    /// The name it is asked by.
    package let name: String
    /// The terms of each answer.
    package let terms: ModelOnSale
    /// When it was put on sale, in seconds since 1970.
    package let createdSeconds: UInt64
    /// What it was trained on; the first is its home, whose pool takes what is not attributed.
    package let datanets: [TrainedOn]
    /// The labels that it answers with; none for a model that writes.
    package let labels: [String]
    /// The model's public files.
    package let files: [File]
    /// What was measured on its evaluation items.
    package let metrics: [ModelMetric]
    /// Whether the evaluation items are open, so that the gate can be repeated.
    package let isEvaluationOpened: Bool
    /// How the maker's training runs ended.
    package let runs: (results: Int, aborts: Int, unfinished: Int)
    /// Where the randomness of training came from, as the manifest says.
    package let beaconRule: String
    /// Contributors by what their rows make of the gate.
    package let standings: [Standing: Int]

    /// A Datanet that a model was trained on.
    package struct TrainedOn: Equatable, Sendable {
        /// The index of its entry.
        package let index: UInt64
        /// Its name; nil when its folder is gone.
        package let name: String?
        /// How many of its rows, from the first on.
        package let rowCount: UInt32

        package init(index: UInt64, name: String?, rowCount: UInt32) {
            self.index = index
            self.name = name
            self.rowCount = rowCount
        }
    }

    /// A public file by its SHA-256.
    package struct File: Equatable, Sendable {
        /// What it is called in the model's folder, or what it is.
        package let name: String
        package let digest: Digest

        package init(_ name: String, _ digest: Digest) {
            self.name = name
            self.digest = digest
        }
    }

    /// The Datanet whose pool takes what is not attributed.
    package var home: TrainedOn? { datanets.first }

    /// The card with other facts of the log.
    package func with(
        isEvaluationOpened: Bool, runs: (results: Int, aborts: Int, unfinished: Int)
    ) -> ModelCard {
        ModelCard(
            name: name, terms: terms, createdSeconds: createdSeconds, datanets: datanets,
            labels: labels, files: files, metrics: metrics,
            isEvaluationOpened: isEvaluationOpened, runs: runs, beaconRule: beaconRule,
            standings: standings)
    }

    package init(
        name: String, terms: ModelOnSale, createdSeconds: UInt64, datanets: [TrainedOn],
        labels: [String], files: [File], metrics: [ModelMetric], isEvaluationOpened: Bool,
        runs: (results: Int, aborts: Int, unfinished: Int), beaconRule: String,
        standings: [Standing: Int]
    ) {
        self.name = name
        self.terms = terms
        self.createdSeconds = createdSeconds
        self.datanets = datanets
        self.labels = labels
        self.files = files
        self.metrics = metrics
        self.isEvaluationOpened = isEvaluationOpened
        self.runs = runs
        self.beaconRule = beaconRule
        self.standings = standings
    }
}

// MARK: - What entries say

extension ModelCard {
    /// The public files that manifest and training result name.
    package static func files(_ commit: ManifestCommit, _ result: TrainingResult) -> [File] {
        [File("manifest.json", commit.manifestDigest)]
            + result.parts.map { File(name(of: $0, methodCount: commit.methods.count), $0.digest) }
    }

    private static func name(of part: ModelPart, methodCount: Int) -> String {
        // A result of layout 1 does not name the method of its one index.
        let indexes = ModelPart.index(of: 0)...ModelPart.index(of: 4095)
        return switch part.part {
        case ModelPart.adapter: "adapter_model.safetensors"
        case ModelPart.head: "head.safetensors"
        case ModelPart.gate: "gate.bin"
        case ModelPart.measuredAdapter: "measured/adapter_model.safetensors"
        case ModelPart.measuredHead: "measured/head.safetensors"
        case indexes where methodCount == 1: "attribution index"
        case indexes: "attribution index of method \(part.part - indexes.lowerBound)"
        default: "part \(part.part)"
        }
    }
}
