internal import NodeAPI

/// Links between the pages of a list; lists go on by a cursor, not by a number.
struct Pager: Sendable {
    let first: String?
    let next: String?
    let hasAny: Bool

    /// - Parameters:
    ///   - path: the list's address, without a query.
    ///   - kept: fields of the query that every page keeps.
    ///   - cursor: the name of the cursor's field.
    ///   - current: the cursor of this page; nil on the first.
    ///   - next: the cursor of the next page; nil on the last.
    init(
        path: String, kept: [(String, String)] = [], cursor: String, current: UInt64?, next: UInt64?
    ) {
        func address(_ fields: [(String, String)]) -> String {
            let query = fields.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }.joined(
                separator: "&")
            return query.isEmpty ? path : path + "?" + query
        }
        first = current == nil ? nil : address(kept)
        self.next = next.map { address(kept + [(cursor, "\($0)")]) }
        hasAny = first != nil || next != nil
    }
}

/// How many lines a list shows at once.
enum ListLimit {
    static let rows = 50
}
