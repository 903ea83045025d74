public import Ledger
public import Wire

/// A model on sale, with what its manifest and the log say about it.
public struct ModelCard: Sendable {
    /// The name it is asked by.
    public let name: String
    /// The terms of each answer.
    public let terms: ModelOnSale
    /// When it was put on sale, in seconds since 1970.
    public let createdSeconds: UInt64
    /// The name of the Datanet it was trained on; nil when its folder is gone.
    public let datanet: String?
    /// The labels that it answers with.
    public let labels: [String]
    /// SHA-256 of the manifest, the adapter, the head and the gate.
    public let digests: Digests
    /// Evaluation items answered rightly, of how many.
    public let evaluation: (correct: UInt32, total: UInt32)
    /// Whether the evaluation items are open, so that the gate can be repeated.
    public let isEvaluationOpened: Bool
    /// How the maker's training runs ended.
    public let runs: (results: Int, aborts: Int, unfinished: Int)
    /// Where the randomness of training came from, as the manifest says.
    public let beaconRule: String
    /// Contributors by what their rows make of the gate.
    public let standings: (payable: Int, gated: Int, fewRows: Int)

    /// SHA-256 digests of a model's public files.
    public struct Digests: Equatable, Sendable {
        /// manifest.json.
        public let manifest: Digest
        /// adapter_model.safetensors.
        public let adapter: Digest
        /// head.safetensors.
        public let head: Digest
        /// gate.bin.
        public let gate: Digest

        /// Digests as given.
        public init(manifest: Digest, adapter: Digest, head: Digest, gate: Digest) {
            self.manifest = manifest
            self.adapter = adapter
            self.head = head
            self.gate = gate
        }
    }

    /// The card with other facts of the log.
    package func with(
        isEvaluationOpened: Bool, runs: (results: Int, aborts: Int, unfinished: Int)
    ) -> ModelCard {
        ModelCard(
            name: name, terms: terms, createdSeconds: createdSeconds, datanet: datanet,
            labels: labels, digests: digests, evaluation: evaluation,
            isEvaluationOpened: isEvaluationOpened, runs: runs, beaconRule: beaconRule,
            standings: standings)
    }

    /// A card of its parts.
    public init(
        name: String, terms: ModelOnSale, createdSeconds: UInt64, datanet: String?,
        labels: [String], digests: Digests, evaluation: (correct: UInt32, total: UInt32),
        isEvaluationOpened: Bool, runs: (results: Int, aborts: Int, unfinished: Int),
        beaconRule: String, standings: (payable: Int, gated: Int, fewRows: Int)
    ) {
        self.name = name
        self.terms = terms
        self.createdSeconds = createdSeconds
        self.datanet = datanet
        self.labels = labels
        self.digests = digests
        self.evaluation = evaluation
        self.isEvaluationOpened = isEvaluationOpened
        self.runs = runs
        self.beaconRule = beaconRule
        self.standings = standings
    }
}
