/// How much the writer queues, groups and puts into one file.
package struct WriterLimits: Sendable {
    /// Entries that may wait.
    package var inbox = 16_384
    /// Entries in one bundle, at most.
    package var batch = 4_096
    /// A segment that has reached this many bytes gets no further bundle.
    package var segmentBytes: UInt64 = 64 << 20
    /// New entries after which the static files are made again; they are also made at close.
    package var publishEvery: UInt64 = 256

    /// Entries that the projection may be behind the log before it is brought up.
    package var projectEvery = 512
    /// How long fewer entries wait for the projection.
    package var projectAfterSeconds = 0.1

    /// The usual limits.
    package init() {}
}
