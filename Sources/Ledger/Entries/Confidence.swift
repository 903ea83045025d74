/// A classifier's own probability of the label that it answered with, in whole parts per million.
///
/// It is the model's word about itself, not a measured rate of right answers. No entry commits to
/// it: it stands with the words in an ``AnswerOpening``, and who repeats the answer computes it
/// again.
package struct Confidence: Equatable, Hashable, Sendable {
    /// The probability in units of 1e-6, rounded down: 0 to ``limit``.
    package let partsPerMillion: UInt32

    /// The parts of a probability of one.
    package static let limit: UInt32 = 1_000_000

    /// A probability in parts per million; nil over ``limit``.
    package init?(partsPerMillion: UInt32) {
        guard partsPerMillion <= Self.limit else { return nil }
        self.partsPerMillion = partsPerMillion
    }

    /// What programs read the number under, in openings and in the interface alike.
    package static let memberName = "confidencePartsPerMillion"
}
