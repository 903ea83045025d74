/// How large numbers may be so that the kernels' sums of their products stay finite.
public enum SummableRange {
    /// The largest magnitude of a number of which so many are multiplied in pairs and added up.
    ///
    /// A sixteenth of what would just fit: sums of partial sums, and what a normalisation squares,
    /// have room, too.
    public static func limit(width: Int) -> Double {
        (Double(Float.greatestFiniteMagnitude) / Double(max(1, width))).squareRoot() / 16
    }
}
