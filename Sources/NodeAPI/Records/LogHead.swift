package import Ledger
package import TransparencyLog
package import Wire

/// Where the log stands.
package struct LogHead: Sendable {
    /// The key that signs checkpoints.
    package let verifierKey: VerifierKey
    /// Entries on the disk.
    package let size: UInt64
    /// The root over them.
    package let root: Digest
    /// The last signed checkpoint; nil for an empty log.
    package let checkpoint: SignedNote?
    /// Paid answers among the entries.
    package let answerCount: UInt64
    /// Open accounts.
    package let accountCount: Int
    /// Whether every key of the directory follows from a public seed.
    package let isDemonstration: Bool

    package init(
        verifierKey: VerifierKey, size: UInt64, root: Digest, checkpoint: SignedNote?,
        answerCount: UInt64, accountCount: Int, isDemonstration: Bool
    ) {
        self.verifierKey = verifierKey
        self.size = size
        self.root = root
        self.checkpoint = checkpoint
        self.answerCount = answerCount
        self.accountCount = accountCount
        self.isDemonstration = isDemonstration
    }
}

/// One entry in a list of entries.
package struct EntrySummary: Equatable, Sendable {
    /// Its index.
    package let index: UInt64
    /// When it was written, in seconds since 1970.
    package let timestampSeconds: UInt64
    /// What kind of entry it is.
    package let type: EntryType
    /// The leaf's hash.
    package let leaf: Digest

    package init(index: UInt64, timestampSeconds: UInt64, type: EntryType, leaf: Digest) {
        self.index = index
        self.timestampSeconds = timestampSeconds
        self.type = type
        self.leaf = leaf
    }
}
