package import Economy

/// The statistical gate: measured values of rows in, a verdict over their account out.
///
/// Floating point ends here: the ledger's rules see the verdict alone.
extension PaymentRule {
    /// Where an account stands, given the value of each of its rows on the evaluation items.
    ///
    /// Paid is who measurably helps: mean − z · sd / √n > 0, z the rule's number of standard
    /// errors. The bound is per account, so it does not look at single rows, whose values are
    /// mostly noise.
    package func standing(values: [Float]) -> Standing {
        guard values.count >= max(2, minimumRows) else { return .fewRows }
        let count = Double(values.count)
        let mean = values.reduce(0) { $0 + Double($1) } / count
        let squares = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        let deviation = (squares / (count - 1)).squareRoot()
        let bound = mean - Double(gateDeviationsMillis) / 1000 * deviation / count.squareRoot()
        return bound > 0 ? .payable : .gated
    }
}
