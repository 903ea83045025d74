package import Identity
package import Money

/// A training job that somebody asks for.
package struct TrainingOrder: Equatable, Sendable {
    /// Who makes the model.
    package let caller: Caller
    /// The name that the model will be asked by: 1 to 64 of `a–z`, `0–9` and `-`.
    package let name: String
    /// The Datanet that it is trained on.
    package let datanet: String
    /// The price of an answer.
    package let fee: Amount
    /// Rows that measure it and judge nobody; nil for items that the Datanet's evaluator committed
    /// to, or else those of its last evaluation, which are public.
    package let evaluation: [SubmittedRow]?
    /// Passes over the rows; nil for the recipe's own number.
    package let epochs: Int?

    package init(
        caller: Caller, name: String, datanet: String, fee: Amount, evaluation: [SubmittedRow]?,
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
package struct TrainingJob: Equatable, Sendable {
    /// What a job goes through.
    package enum State: String, CaseIterable, Sendable {
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
    package let id: UInt64
    /// Who asked for it.
    package let account: AccountAddress
    /// The model's name.
    package let name: String
    /// The Datanet.
    package let datanet: String
    /// Where it stands.
    package let state: State
    /// Steps done and steps in all, while it runs.
    package let progress: (done: Int, total: Int)?
    /// The index of the manifest's entry.
    package let manifest: UInt64?
    /// The index of the deploy's entry.
    package let deploy: UInt64?
    /// Why it failed: one sentence.
    package let failure: String?

    package init(
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
    package static func == (left: TrainingJob, right: TrainingJob) -> Bool {
        left.id == right.id && left.account == right.account && left.name == right.name
            && left.datanet == right.datanet && left.state == right.state
            && left.progress?.done == right.progress?.done
            && left.progress?.total == right.progress?.total && left.manifest == right.manifest
            && left.deploy == right.deploy && left.failure == right.failure
    }
}

/// Trains models.
package protocol ModelTraining: Sendable {
    /// Puts a job into the durable queue.
    ///
    /// - Throws: ``ServiceRefusal``.
    func queue(_ order: TrainingOrder) async throws -> TrainingJob

    /// The latest jobs, newest first, at most 50.
    func jobs() async -> [TrainingJob]

    /// A job by its number; nil when there is none.
    func job(_ id: UInt64) async -> TrainingJob?
}
