package import TransparencyLog

/// What whoever runs a log says of it from outside its directory, when it is opened for writing.
///
/// A directory cannot show that it is an old copy of itself, nor that the machine's clock is wrong.
package struct OperatorWord: Sendable {
    /// A checkpoint that somebody has seen.
    package struct Seen: Sendable {
        /// Who has it, for messages.
        package let source: String
        /// The checkpoint.
        package let note: SignedNote

        /// A checkpoint that somebody has seen.
        package init(source: String, note: SignedNote) {
            self.source = source
            self.note = note
        }
    }

    /// Checkpoints that the log must have reached; a log that has not would write other entries
    /// under indices that were given out.
    package var seen: [Seen] = []
    /// A file outside the directory that has the last acknowledged checkpoint.
    ///
    /// It counts among those that the log must have reached, and is replaced before an entry is
    /// acknowledged.
    package var keptCheckpoint: String?
    /// A time, in seconds since 1970, up to which the machine's clock may have gone since the last
    /// entry.
    package var timeSeconds: UInt64?

    /// Nothing is said.
    package init() {}
}
