/// How many bytes a file that is read whole may have, by what it holds.
///
/// A file is never read without such a limit: one that was exchanged for a larger one, or for a
/// device without an end, must not take the memory of the process.
package enum FileLimit {
    /// Keys, notes, settings, manifests: what a person could read.
    package static let text = 1 << 20
    /// Rows, salts, openings, evaluation items, an index: what grows with use.
    package static let records = 1 << 30
    /// A model's numbers.
    package static let tensors = 1 << 32
}
