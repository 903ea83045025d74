import Datanets

/// Finds texts as alike as it is told, without a model.
package struct FixedLikeness: TextLikeness {
    private let millis: @Sendable (String, String) -> Int

    /// Finds any two texts so alike; the same, where nothing is said.
    package init(millis: Int = 1_000) {
        self.millis = { _, _ in millis }
    }

    /// Asks for each two texts.
    package init(_ millis: @escaping @Sendable (String, String) -> Int) {
        self.millis = millis
    }

    package func millis(between text: String, and others: [String]) -> [Int] {
        others.map { millis(text, $0) }
    }
}
