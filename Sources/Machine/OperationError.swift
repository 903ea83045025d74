/// Why an operation could not be done, in a sentence that says what to do.
///
/// One type for all rooms that act on a machine; each room names its own kinds of failure in an
/// extension of ``Code``. What is wrong with bytes that are parsed has the parser's own error;
/// what a rule forbids is a refusal.
package struct OperationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kind of failure; rooms above add theirs.
    package struct Code: Hashable, Sendable {
        private let name: String

        /// A kind; its name is only compared.
        package init(_ name: String) { self.name = name }

        /// A file or directory is missing or cannot be read or written.
        package static let files = Code("files")
        /// The disk is full.
        package static let noSpace = Code("noSpace")
        /// A file is of another version of its format, or no file of the kind.
        package static let format = Code("format")
        /// A file is not the one that the log names, or not as it was written.
        package static let altered = Code("altered")
        /// There is nothing of the name or index that was asked for.
        package static let notFound = Code("notFound")
        /// A value that a person gave cannot be used.
        package static let usage = Code("usage")
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
