/// The keys of one JSON object, compared by their bytes.
///
/// Most objects have few keys, which are searched one by one; beyond that they are hashed, with
/// Swift's seeded hasher, so that hostile keys cannot make the search slow.
struct DistinctKeys {
    private static let linearLimit = 8

    private var few: [String] = []
    private var many: Set<Key> = []

    /// Adds a key; false where it is known already.
    mutating func insert(_ key: String) -> Bool {
        guard many.isEmpty else { return many.insert(Key(text: key)).inserted }
        guard !few.contains(where: { $0.utf8.elementsEqual(key.utf8) }) else { return false }
        few.append(key)
        if few.count > Self.linearLimit { many = Set(few.map(Key.init(text:))) }
        return true
    }

    private struct Key: Hashable {
        let text: String

        static func == (left: Key, right: Key) -> Bool {
            left.text.utf8.elementsEqual(right.text.utf8)
        }

        func hash(into hasher: inout Hasher) {
            for byte in text.utf8 { hasher.combine(byte) }
        }
    }
}
