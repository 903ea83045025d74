/// Why a Datanet's files could not be written or read.
public struct DatanetFileError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is; more may come.
    public struct Code: Hashable, Sendable {
        private let name: String

        /// The name is no valid folder name.
        public static let invalidName = Code(name: "invalidName")
        /// A file could not be written.
        public static let notWritten = Code(name: "notWritten")
        /// A file is missing or could not be read.
        public static let notRead = Code(name: "notRead")
        /// The files are of another version of the format.
        public static let otherVersion = Code(name: "otherVersion")
        /// A line is not as it must be.
        public static let malformed = Code(name: "malformed")
        /// The rows are not those of the stated roots and statuses.
        public static let altered = Code(name: "altered")
    }

    /// What kind of failure it is.
    public let code: Code

    /// What happened, and what to do.
    public let message: String

    /// The message.
    public var description: String { message }
}
