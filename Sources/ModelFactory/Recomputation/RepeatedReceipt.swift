package import Verifier

/// What came of repeating one receipt; the findings belong into the verifier's report.
package struct RepeatedReceipt: Sendable {
    /// Whether index, gate, answer and lines are those of the receipt.
    package let weights: Finding
    /// Whether the model is as sure of its answer as the answer's opening says; nil where nothing
    /// opens an answer.
    package let confidence: Finding?

    init(weights: Finding, confidence: Finding? = nil) {
        self.weights = weights
        self.confidence = confidence
    }

    /// Both findings.
    package var findings: [Finding] { [weights] + (confidence.map { [$0] } ?? []) }

    /// Whether the attribution was proved, and no number beside it refused.
    package var isProved: Bool {
        guard case .proved = weights.outcome else { return false }
        if case .refused? = confidence?.outcome { return false }
        return true
    }
}
