internal import NodeAPI

/// How many lines a list shows at once.
enum ListLimit {
    static let rows = 50
}

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

/// A model as a link.
struct ModelLink: Sendable {
    let href: String
    let name: String

    init(_ name: String) {
        href = "/models/" + PercentEncoding.encode(name)
        self.name = ClippedText.name(name)
    }
}

/// A Datanet as a link.
struct DatanetLink: Sendable {
    let href: String
    let name: String
    /// What stands behind it in a list of such links.
    let comma: String

    init(_ name: String, comma: String = "") {
        href = "/datanets/" + PercentEncoding.encode(name)
        self.name = ClippedText.name(name)
        self.comma = comma
    }

    /// Links with commas between them.
    static func list(_ names: [String], end: String) -> [DatanetLink] {
        names.enumerated().map { position, name in
            DatanetLink(name, comma: position + 1 < names.count ? "," : end)
        }
    }
}

/// The labels that rows may have, or that a model answers with.
struct LabelList: Sendable {
    let names: [String]
    let more: String?

    /// Nil where there are no labels at all.
    init?(_ labels: [String]) {
        guard !labels.isEmpty else { return nil }
        names = labels.prefix(ListLimit.rows).map(ClippedText.name)
        let rest = labels.count - names.count
        more = rest > 0 ? "and \(CountText.grouped(rest)) more" : nil
    }
}
