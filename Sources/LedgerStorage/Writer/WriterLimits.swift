/// How much the writer queues, groups and puts into one file.
public struct WriterLimits: Sendable {
    /// Entries that may wait.
    public var inbox = 16_384
    /// Entries in one bundle, at most.
    public var batch = 4_096
    /// A segment that has reached this many bytes gets no further bundle.
    public var segmentBytes: UInt64 = 64 << 20
    /// New entries after which the static files are made again; they are also made at close.
    public var publishEvery: UInt64 = 256

    /// Entries that the projection may be behind the log before it is brought up.
    public var projectEvery = 512
    /// How long fewer entries wait for the projection.
    public var projectAfterSeconds = 0.1

    /// The usual limits.
    public init() {}
}
