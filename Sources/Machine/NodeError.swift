/// What a node refuses, with a sentence that says what to do.
package struct NodeError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Kinds of refusal; others may be added.
    package struct Code: Equatable, Sendable {
        /// No base model, or an incomplete one.
        package static let noModel = Code(name: "noModel")
        /// A file that should be there is missing or cannot be read or written.
        package static let file = Code(name: "file")
        /// A file is not the one that the log names.
        package static let altered = Code(name: "altered")
        /// The directory holds nothing of the kind that was asked for.
        package static let notFound = Code(name: "notFound")
        /// Training reached numbers that are not finite.
        package static let diverged = Code(name: "diverged")
        /// A value that a person gave is out of range.
        package static let usage = Code(name: "usage")
        /// Something cannot be measured on this machine, or a measured run went wrong.
        package static let measurement = Code(name: "measurement")

        private let name: String

        private init(name: String) { self.name = name }
    }

    /// The kind.
    package let code: Code
    /// One sentence.
    package let message: String

    /// A refusal.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// One sentence.
    package var description: String { message }
}
