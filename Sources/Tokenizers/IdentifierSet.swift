/// A growing set of small identifiers.
struct IdentifierSet {
    private var members: [Bool] = []

    /// Adds an identifier; false when it is there already.
    mutating func insert(_ identifier: Int) -> Bool {
        if identifier >= members.count {
            let more = max(identifier + 1 - members.count, members.count)
            members.append(contentsOf: repeatElement(false, count: more))
        }
        guard !members[identifier] else { return false }
        members[identifier] = true
        return true
    }
}
