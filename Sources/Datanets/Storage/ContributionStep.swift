/// Where a contribution stands; after each step a kill leaves something to take up.
package enum ContributionStep: String, CaseIterable, Sendable {
    /// The contributor's account is open.
    case accountOpened
    /// Rows, salts and the reveal's signature are on the disk.
    case staged
    /// The log holds the commit.
    case committed
    /// The log holds the reveal.
    case revealed
    /// The first of the Datanet's files holds the rows.
    case rowsAppended
    /// The second holds their salts.
    case saltsAppended
    /// The third says that they are there.
    case recorded
}

/// Is told each step; throwing stops there, as a kill would.
package typealias ContributionSteps = @Sendable (ContributionStep) throws -> Void
