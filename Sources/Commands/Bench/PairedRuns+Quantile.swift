extension PairedRuns {
    /// The smallest value that at least this share of the values does not exceed, in whole units;
    /// 0 of no values.
    package static func quantile(_ share: Double, of values: [Double]) -> Int {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        let rank = Int((share * Double(sorted.count)).rounded(.up))
        return Int(sorted[min(max(rank, 1), sorted.count) - 1])
    }
}
