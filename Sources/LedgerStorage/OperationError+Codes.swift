package import Machine

extension OperationError.Code {
    /// Another process writes to the directory.
    package static let locked = Self("locked")
    /// Bytes of the log are not what was written.
    package static let corrupt = Self("corrupt")
    /// Entries that were acknowledged are missing.
    package static let missingEntries = Self("missingEntries")
    /// The key is not the log's.
    package static let key = Self("key")
    /// A write failed; the writer has stopped for good.
    package static let stopped = Self("stopped")
    /// The machine's clock cannot be right.
    package static let clock = Self("clock")
    /// Openings of answers, or what payers disclose of them, cannot be written at present.
    package static let unkept = Self("unkept")
    /// Too many entries wait to be written.
    package static let overloaded = Self("overloaded")
    /// An entry differs from the one that is in the log already.
    package static let replayMismatch = Self("replayMismatch")
    /// The projection's database failed.
    package static let projection = Self("projection")
    /// The log has no such entry.
    package static let noSuchEntry = Self("noSuchEntry")
}
