/// The kinds of entry, by the byte that stands second in every entry.
package enum EntryType: UInt8, CaseIterable, Sendable {
    /// Opens an account.
    case accountOpen = 1
    /// Sets how fees are split.
    case policySet
    /// Opens a Datanet.
    case datanetCreate
    /// Fixes hidden evaluation items.
    case evaluationCommit
    /// Claims priority for rows.
    case contributionCommit
    /// Opens a commitment to rows.
    case contributionReveal
    /// Fixes a training run before it starts.
    case manifestCommit
    /// Shows the secret of a second key.
    case beaconReveal
    /// Ends a training run with a model.
    case trainingResult
    /// Ends a training run without a model.
    case trainingAbort
    /// Puts a model on sale.
    case deploy
    /// Brings money in.
    case deposit
    /// One paid answer.
    case answer
    /// Opens evaluation items and retires them.
    case evaluationOpen
}

/// Types whose numbers are kept free for what comes; no entry of them is read or written yet.
package enum ReservedEntryType: UInt8, CaseIterable, Sendable {
    /// The end of a cohort of contributions.
    case epochMark = 15
    /// Money that leaves.
    case payOut
    /// Held money that becomes payable.
    case trueUp
    /// Held money that is burned.
    case expiry
    /// Shares in a model.
    case shareMint
}
