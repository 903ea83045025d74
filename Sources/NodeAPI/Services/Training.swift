public import Identity
public import Money

/// A training job that somebody asks for.
public struct TrainingOrder: Equatable, Sendable {
    /// Who makes the model.
    public let caller: Caller
    /// The name that the model will be asked by: 1 to 64 of `a–z`, `0–9` and `-`.
    public let name: String
    /// The Datanet that it is trained on.
    public let datanet: String
    /// The price of an answer.
    public let fee: Amount
    /// Rows that measure it and that nobody trains on, `(text, label)`; nil for the items of the
    /// Datanet's last evaluation, which are public.
    public let evaluation: [EvaluationRow]?
    /// Passes over the rows; nil for the recipe's own number.
    public let epochs: Int?

    /// A row with its right answer.
    public struct EvaluationRow: Equatable, Sendable {
        /// The text.
        public let text: String
        /// The label.
        public let label: String

        /// A row as given.
        public init(text: String, label: String) {
            self.text = text
            self.label = label
        }
    }

    /// An order as given.
    public init(
        caller: Caller, name: String, datanet: String, fee: Amount, evaluation: [EvaluationRow]?,
        epochs: Int?
    ) {
        self.caller = caller
        self.name = name
        self.datanet = datanet
        self.fee = fee
        self.evaluation = evaluation
        self.epochs = epochs
    }
}

/// Where a training job stands.
public struct TrainingJob: Equatable, Sendable {
    /// What a job goes through.
    public enum State: String, Sendable {
        /// It waits for the one before.
        case queued
        /// Its manifest is in the log and its process computes.
        case running
        /// Its model is on sale.
        case succeeded
        /// It ended without a model; the log holds the abort where it held the manifest.
        case failed
    }

    /// Its id, from 1.
    public let id: UInt64
    /// Who asked for it.
    public let account: AccountAddress
    /// The model's name.
    public let name: String
    /// The Datanet.
    public let datanet: String
    /// Where it stands.
    public let state: State
    /// Steps done and steps in all, while it runs.
    public let progress: (done: Int, total: Int)?
    /// The index of the manifest's entry.
    public let manifest: UInt64?
    /// The index of the deploy's entry.
    public let deploy: UInt64?
    /// Why it failed: one sentence.
    public let failure: String?

    /// A job as given.
    public init(
        id: UInt64, account: AccountAddress, name: String, datanet: String, state: State,
        progress: (done: Int, total: Int)? = nil, manifest: UInt64? = nil, deploy: UInt64? = nil,
        failure: String? = nil
    ) {
        self.id = id
        self.account = account
        self.name = name
        self.datanet = datanet
        self.state = state
        self.progress = progress
        self.manifest = manifest
        self.deploy = deploy
        self.failure = failure
    }

    /// Whether all fields are equal.
    public static func == (left: TrainingJob, right: TrainingJob) -> Bool {
        left.id == right.id && left.account == right.account && left.name == right.name
            && left.datanet == right.datanet && left.state == right.state
            && left.progress?.done == right.progress?.done
            && left.progress?.total == right.progress?.total && left.manifest == right.manifest
            && left.deploy == right.deploy && left.failure == right.failure
    }
}

/// Trains models.
public protocol ModelTraining: Sendable {
    /// Puts a job into the durable queue.
    ///
    /// - Throws: ``ServiceRefusal``.
    func queue(_ order: TrainingOrder) async throws -> TrainingJob

    /// All jobs, newest first.
    func jobs() async -> [TrainingJob]
}
