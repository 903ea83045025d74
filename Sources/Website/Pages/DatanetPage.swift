internal import NodeAPI
internal import Wire

/// A Datanet as a link.
struct DatanetLink: Sendable {
    let href: String
    let name: String

    init(_ name: String) {
        href = "/datanets/" + PercentEncoding.encode(name)
        self.name = ClippedText.name(name)
    }
}

/// A Datanet in one line.
struct DatanetLine: Sendable {
    let link: DatanetLink
    let accepted: String
    let duplicates: String
    let contributors: String
    let entryHref: String?
    let entry: String?

    init(_ card: DatanetCard) {
        link = DatanetLink(card.name)
        accepted = CountText.grouped(card.acceptedCount)
        duplicates = CountText.grouped(card.duplicateCount)
        contributors = CountText.grouped(Set(card.contributions.map(\.account)).count)
        entryHref = card.index.map { "/receipts/\($0)" }
        entry = card.index.map { CountText.grouped($0) }
    }
}

/// The Datanets.
struct DatanetsPage: PageView {
    static let template = "datanets"

    let shell: Shell
    let lines: [DatanetLine]
    let hasLines: Bool
    let more: String?

    init(_ cards: [DatanetCard], shell: Shell) {
        self.shell = shell
        lines = cards.prefix(ListLimit.rows).map(DatanetLine.init)
        hasLines = !lines.isEmpty
        let rest = cards.count - lines.count
        more = rest > 0 ? "and \(CountText.counted(rest, "more Datanet"))" : nil
    }
}

/// One row of a Datanet in a table.
struct RowLine: Sendable {
    let number: String
    let isDuplicate: Bool
    let words: ClippedText
    let label: String
    let owner: AccountChip

    init(_ record: DatanetRowRecord, names: AccountNames) {
        switch record.status {
        case .accepted(let row):
            number = CountText.grouped(row)
            isDuplicate = false
        case .duplicate(let row):
            number = "copy of " + CountText.grouped(row)
            isDuplicate = true
        }
        words = .row(record.text)
        label = ClippedText.name(record.label)
        owner = names.chip(record.account)
    }
}

/// A Datanet: who contributed, and the rows themselves.
struct DatanetPage: PageView {
    static let template = "datanet"

    /// What one account contributed.
    struct Contribution: Sendable {
        let owner: AccountChip
        let accepted: String
        let duplicates: String
    }

    let shell: Shell
    let line: DatanetLine
    let path: String
    let root: DigestText
    let labels: [String]
    let moreLabels: String?
    let contributions: [Contribution]
    let hasContributions: Bool
    let moreContributions: String?
    let search: String
    let rows: [RowLine]
    let hasRows: Bool
    let pager: Pager

    init(
        _ card: DatanetCard, _ page: RowPage, query: String?, after: UInt64?, shell: Shell,
        names: AccountNames
    ) {
        self.shell = shell
        line = DatanetLine(card)
        path = line.link.href
        root = DigestText(card.rowsRoot)
        labels = card.labels.prefix(ListLimit.rows).map(ClippedText.name)
        let rest = card.labels.count - labels.count
        moreLabels = rest > 0 ? "and \(CountText.grouped(rest)) more" : nil
        contributions = card.contributions.prefix(ListLimit.rows).map {
            Contribution(
                owner: names.chip($0.account), accepted: CountText.grouped($0.acceptedCount),
                duplicates: CountText.grouped($0.duplicateCount))
        }
        hasContributions = !contributions.isEmpty
        let others = card.contributions.dropFirst(ListLimit.rows)
        moreContributions =
            others.isEmpty
            ? nil
            : CountText.counted(others.count, "further contribution") + " with "
                + CountText.counted(others.reduce(0) { $0 + $1.acceptedCount }, "row")
        search = query ?? ""
        rows = page.rows.prefix(ListLimit.rows).map { RowLine($0, names: names) }
        hasRows = !rows.isEmpty
        pager = Pager(
            path: path, kept: query.map { [("q", $0)] } ?? [], cursor: "after", current: after,
            next: page.next)
    }
}
