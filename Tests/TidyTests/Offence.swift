/// A place in the repository that breaks one of the package's rules.
struct Offence: Equatable, CustomStringConvertible {
    /// From the repository's root.
    var path: String
    /// Counted from 1; 0 when the whole file is meant.
    var line: Int
    /// What is wrong and what to do instead.
    var sentence: String

    var description: String { line > 0 ? "\(path):\(line): \(sentence)" : "\(path): \(sentence)" }
}
