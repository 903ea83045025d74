/// Why a data directory could not be opened, read or written; the message says what to do.
public struct StorageError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kind of failure; new kinds may come.
    public struct Code: Equatable, Sendable {
        private let name: String

        private init(_ name: String) {
            self.name = name
        }

        /// The directory or a file in it is missing or cannot be read or written.
        public static let files = Code("files")
        /// The directory was written by a newer program, or is no data directory.
        public static let format = Code("format")
        /// Another process writes to the directory.
        public static let locked = Code("locked")
        /// Bytes of the log are not what was written.
        public static let corrupt = Code("corrupt")
        /// Entries that were acknowledged are missing.
        public static let missingEntries = Code("missingEntries")
        /// The key is not the log's.
        public static let key = Code("key")
        /// A write failed; the writer has stopped for good.
        public static let stopped = Code("stopped")
        /// Too many entries wait to be written.
        public static let overloaded = Code("overloaded")
        /// An entry differs from the one that is in the log already.
        public static let replayMismatch = Code("replayMismatch")
        /// The projection's database failed.
        public static let projection = Code("projection")
        /// The log has no such entry.
        public static let noSuchEntry = Code("noSuchEntry")
    }

    /// The kind of failure.
    public let code: Code
    /// One or two sentences: what failed, and what to do.
    public let message: String

    /// A failure with its message.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
