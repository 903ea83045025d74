/// Why a command could not do its work: one sentence that says what to do.
struct CommandError: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ sentence: String) {
        description = sentence
    }
}
