public import TransparencyLog
public import Wire

/// Where the log stands.
public struct LogHead: Sendable {
    /// The key that signs checkpoints.
    public let verifierKey: VerifierKey
    /// Entries on the disk.
    public let size: UInt64
    /// The root over them.
    public let root: Digest
    /// The last signed checkpoint; nil for an empty log.
    public let checkpoint: SignedNote?
    /// Paid answers among the entries.
    public let answerCount: UInt64
    /// Open accounts.
    public let accountCount: Int
    /// Whether every key of the directory follows from a public seed.
    public let isDemonstration: Bool

    /// A head of its parts.
    public init(
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
public struct EntrySummary: Equatable, Sendable {
    /// Its index.
    public let index: UInt64
    /// When it was written, in seconds since 1970.
    public let timestampSeconds: UInt64
    /// What kind of entry it is: `answer`, `deposit`, ….
    public let kind: String
    /// The leaf's hash.
    public let leaf: Digest

    /// A summary as given.
    public init(index: UInt64, timestampSeconds: UInt64, kind: String, leaf: Digest) {
        self.index = index
        self.timestampSeconds = timestampSeconds
        self.kind = kind
        self.leaf = leaf
    }
}
