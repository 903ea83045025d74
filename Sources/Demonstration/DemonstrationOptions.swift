package import Ledger

/// What can be chosen about a demonstration.
package struct DemonstrationOptions: Equatable, Sendable {
    /// A bad contributor that adapts to the payment rule and still earns under it.
    package enum Cheat: String, CaseIterable, Sendable {
        /// Random words with the label that a public model gives them.
        case selfLabelled
        /// Copies registered before their originals.
        case earlyCopier
    }

    /// Rows of teams; nil for 4,000.
    package var rows: Int?
    /// What every key, salt and id, the training's randomness and the bad contributors' rows are
    /// derived from; the honest rows are the same for every seed.
    package var seed: UInt64 = 1
    /// Which order and division of the sample's rows is taken; 0 is the sample's own.
    package var draw: UInt64 = 0
    /// Adaptive bad contributors to add.
    package var cheats: [Cheat] = []
    /// The text of `apt-cache dumpavail` to take rows from instead of the committed sample.
    package var packageIndex: [UInt8]?

    /// The default demonstration.
    package init() {}
}

/// Who is told how a demonstration goes.
package struct DemonstrationObserver: Sendable {
    /// Called with a stage's name, what is done of it and all there is to do.
    package var progress: @Sendable (_ stage: String, _ done: Int, _ total: Int) -> Void = {
        _, _, _ in
    }
    /// Called with each answer's receipt once it is durable.
    package var acknowledged: @Sendable (Receipt) -> Void = { _ in }

    /// Nobody.
    package init() {}
}
