/// Why a command could not do its work: one sentence that says what to do.
package struct CommandError: Error, Equatable, CustomStringConvertible {
    /// The sentence.
    package let description: String

    /// Takes the sentence.
    package init(_ sentence: String) {
        description = sentence
    }
}
