/// Names that somebody may have meant.
enum NearestNames {
    private static let count = 3
    private static let lengthLimit = 128

    /// The three names that take the fewest insertions, deletions and replacements to reach
    /// (Levenshtein 1966), nearest first, ties by name.
    static func of(_ name: String, among names: [String]) -> [String] {
        let asked = Array(name.utf8.prefix(lengthLimit))
        return
            names
            .map { (distance: distance(asked, Array($0.utf8.prefix(lengthLimit))), name: $0) }
            .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
            .prefix(count).map(\.name)
    }

    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let replaced = diagonal + (a == b ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
