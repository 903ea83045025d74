internal import Ledger

/// A model's confidence as pages write it.
enum ConfidenceText {
    /// `83.2 %`, cut off to tenths, so that no page promises more than the model said; below a
    /// tenth `less than 0.1 %`.
    static func percent(_ confidence: Confidence) -> String {
        let tenths = confidence.partsPerMillion / 1000
        guard tenths > 0 else { return "less than 0.1 %" }
        return "\(tenths / 10).\(tenths % 10) %"
    }
}
