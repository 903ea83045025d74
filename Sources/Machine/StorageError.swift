/// Why a data directory could not be opened, read or written; the message says what to do.
package struct StorageError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kind of failure; new kinds may come.
    package struct Code: Equatable, Sendable {
        private let name: String

        private init(_ name: String) {
            self.name = name
        }

        /// The directory or a file in it is missing or cannot be read or written.
        package static let files = Code("files")
        /// The directory was written by a newer program, or is no data directory.
        package static let format = Code("format")
        /// Another process writes to the directory.
        package static let locked = Code("locked")
        /// Bytes of the log are not what was written.
        package static let corrupt = Code("corrupt")
        /// Entries that were acknowledged are missing.
        package static let missingEntries = Code("missingEntries")
        /// The key is not the log's.
        package static let key = Code("key")
        /// A write failed; the writer has stopped for good.
        package static let stopped = Code("stopped")
        /// Too many entries wait to be written.
        package static let overloaded = Code("overloaded")
        /// An entry differs from the one that is in the log already.
        package static let replayMismatch = Code("replayMismatch")
        /// The projection's database failed.
        package static let projection = Code("projection")
        /// The log has no such entry.
        package static let noSuchEntry = Code("noSuchEntry")
    }

    /// The kind of failure.
    package let code: Code
    /// One or two sentences: what failed, and what to do.
    package let message: String

    /// A failure with its message.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    package var description: String { message }
}
