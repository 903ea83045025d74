/// What a node refuses, with a sentence that says what to do.
public struct NodeError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Kinds of refusal; others may be added.
    public struct Code: Equatable, Sendable {
        /// No base model, or an incomplete one.
        public static let noModel = Code(name: "noModel")
        /// A file that should be there is missing or cannot be read or written.
        public static let file = Code(name: "file")
        /// A file is not the one that the log names.
        public static let altered = Code(name: "altered")
        /// The directory holds nothing of the kind that was asked for.
        public static let notFound = Code(name: "notFound")
        /// Training reached numbers that are not finite.
        public static let diverged = Code(name: "diverged")
        /// A value that a person gave is out of range.
        public static let usage = Code(name: "usage")

        private let name: String

        private init(name: String) { self.name = name }
    }

    /// The kind.
    public let code: Code
    /// One sentence.
    public let message: String

    /// A refusal.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// One sentence.
    public var description: String { message }
}
