/// The keys of one JSON object, compared by their bytes.
///
/// Most objects have few keys, which are searched one by one; beyond that they are hashed, with
/// Swift's seeded hasher, so that hostile keys cannot make the search slow.
struct DistinctKeys {
    private static let linearLimit = 8

    private var few: [ByteName] = []
    private var many: Set<ByteName> = []

    /// Adds a key; false where it is known already.
    mutating func insert(_ text: String) -> Bool {
        let key = ByteName(text)
        guard many.isEmpty else { return many.insert(key).inserted }
        guard !few.contains(key) else { return false }
        few.append(key)
        if few.count > Self.linearLimit { many = Set(few) }
        return true
    }
}
