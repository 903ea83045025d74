package import Economy
package import Identity
import Money
package import Wire

/// Opens a Datanet: rows, their contributors, and a pool for what cannot be attributed.
///
/// Its id is the entry's index.
package struct DatanetCreate: SignedFields, EntryFields {
    /// Who opens it.
    package internal(set) var owner: AccountAddress
    /// The salted digest of its terms, ``Commitment/terms(salt:document:)``.
    package internal(set) var termsCommitment: Digest
    /// The Datanet's policy; nil in layout 1, which has none.
    package internal(set) var policy: DatanetPolicy?
    /// The signature by the owner.
    package var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    package init(
        owner: AccountAddress, termsCommitment: Digest, policy: DatanetPolicy?,
        signature: SignatureBytes = .unsigned
    ) {
        self.owner = owner
        self.termsCommitment = termsCommitment
        self.policy = policy
        self.signature = signature
    }

    /// The fields of layout 1, which has no policy.
    package init(
        owner: AccountAddress, termsCommitment: Digest, signature: SignatureBytes = .unsigned
    ) {
        self.init(
            owner: owner, termsCommitment: termsCommitment, policy: nil, signature: signature)
    }

    var layoutNumber: UInt8 { policy == nil ? 1 : 2 }

    /// What the signature covers.
    package var message: TypedMessage { layout.message(of: self) }

    static let layouts = [
        EntryLayout<DatanetCreate>(
            "DatanetCreate",
            .field("owner", \.owner, .account),
            .field("termsCommitment", \.termsCommitment)),
        EntryLayout<DatanetCreate>(
            "DatanetCreate",
            .field("owner", \.owner, .account),
            .field("termsCommitment", \.termsCommitment),
            .field(
                "revealWindow", \.stated.revealWindow, in: DatanetPolicy.revealWindows,
                else: .datanetPolicy(.revealWindow)),
            .field(
                "contributorsLeast", \.stated.contributorsLeast,
                in: DatanetPolicy.contributorsLeastShares,
                else: .datanetPolicy(.contributorsLeast)),
            .field(
                "leastFee", \.stated.leastFee, in: DatanetPolicy.leastFees,
                else: .datanetPolicy(.leastFee)),
            .field("trainers", \.stated.trainers),
            .field(
                "leastEvaluationItems", \.stated.leastEvaluationItems,
                in: DatanetPolicy.evaluationItems, else: .datanetPolicy(.leastEvaluationItems)),
            .field(
                "minimumRows", \.stated.minimumRows, in: DatanetPolicy.rows,
                else: .datanetPolicy(.minimumRows)),
            .field(
                "gateDeviationsMillis", \.stated.gateDeviationsMillis,
                in: DatanetPolicy.gateDeviations, else: .datanetPolicy(.gateDeviations)),
            .field(
                "gateChanceQuantileMillis", \.stated.gateChanceQuantileMillis,
                in: DatanetPolicy.gateChanceQuantiles,
                else: .datanetPolicy(.gateChanceQuantile))),
    ]

    /// The policy as layout 2 has it.
    private var stated: DatanetPolicy {
        get { policy ?? DatanetPolicy() }
        set { policy = newValue }
    }

    static func blank(_ layout: UInt8) -> DatanetCreate {
        DatanetCreate(
            owner: .zero, termsCommitment: .zero, policy: layout == 1 ? nil : DatanetPolicy())
    }
}

/// Claims priority for rows without showing them.
///
/// Among contributions, the earlier commit has the earlier claim.
package struct ContributionCommit: SignedFields, EntryFields {
    /// Whose rows they are.
    package internal(set) var contributor: AccountAddress
    /// The index of the Datanet.
    package internal(set) var datanet: UInt64
    /// ``Commitment/contribution(contributor:salt:rowsRoot:rowCount:)``.
    package internal(set) var commitment: Digest
    /// How many rows, 1 or more.
    package internal(set) var rowCount: UInt32
    /// The signature by the contributor.
    package var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    package init(
        contributor: AccountAddress, datanet: UInt64, commitment: Digest, rowCount: UInt32,
        signature: SignatureBytes = .unsigned
    ) {
        self.contributor = contributor
        self.datanet = datanet
        self.commitment = commitment
        self.rowCount = rowCount
        self.signature = signature
    }

    /// What the signature covers.
    package var message: TypedMessage { layout.message(of: self) }

    static let layouts = [
        EntryLayout<ContributionCommit>(
            "ContributionCommit",
            .field("contributor", \.contributor, .account),
            .field("datanet", \.datanet, .entry),
            .field("commitment", \.commitment),
            .field("rowCount", \.rowCount, in: 1..., else: .zeroCount))
    ]

    static func blank(_ layout: UInt8) -> ContributionCommit {
        ContributionCommit(contributor: .zero, datanet: 0, commitment: .zero, rowCount: 0)
    }
}

/// Opens a commitment to rows; the intake's verdict stands beside it.
///
/// The contributor signs what was committed. The two counts are the intake's, under the log's own
/// signature: whoever has the rows can repeat the intake.
package struct ContributionReveal: SignedFields, EntryFields {
    /// The index of the commit.
    package internal(set) var commitIndex: UInt64
    /// The RFC 6962 root over the salted rows in submitted order.
    package internal(set) var rowsRoot: Digest
    /// The 32 bytes that salted the commitment.
    package internal(set) var salt: Digest
    /// Rows that may be trained on; they get the Datanet's next row numbers.
    package internal(set) var acceptedCount: UInt32
    /// Rows kept as duplicates, never trained on and never paid.
    package internal(set) var duplicateCount: UInt32
    /// The signature by the contributor of the commit.
    package var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    package init(
        commitIndex: UInt64, rowsRoot: Digest, salt: Digest, acceptedCount: UInt32,
        duplicateCount: UInt32, signature: SignatureBytes = .unsigned
    ) {
        self.commitIndex = commitIndex
        self.rowsRoot = rowsRoot
        self.salt = salt
        self.acceptedCount = acceptedCount
        self.duplicateCount = duplicateCount
        self.signature = signature
    }

    /// What the signature covers.
    package var message: TypedMessage { layout.message(of: self) }

    static let layouts = [
        EntryLayout<ContributionReveal>(
            "ContributionReveal",
            .field("commitIndex", \.commitIndex, .entry),
            .field("rowsRoot", \.rowsRoot),
            .field("salt", \.salt),
            .field("acceptedCount", \.acceptedCount).unsigned,
            .field("duplicateCount", \.duplicateCount).unsigned)
    ]

    static func blank(_ layout: UInt8) -> ContributionReveal {
        ContributionReveal(
            commitIndex: 0, rowsRoot: .zero, salt: .zero, acceptedCount: 0, duplicateCount: 0)
    }
}
