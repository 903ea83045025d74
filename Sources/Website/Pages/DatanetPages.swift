internal import Economy
internal import Hummingbird
internal import NodeAPI
internal import Wire

/// `/datanets`: the Datanets and their rows.
struct DatanetRoutes: Sendable {
    let site: Pages

    var all: [Route] {
        [.page("/datanets", answer: list), .page("/datanets/{name}", answer: show)]
    }

    private func list(_ call: Call) async throws -> Response {
        let cards = try await call.services.catalogue.datanets()
        let shell = try await site.shell("/datanets", title: "Datanets")
        return try site.page(DatanetsPage(cards, shell: shell))
    }

    private func show(_ call: Call) async throws -> Response {
        let name = call.capture("name")
        let query = call.query.text("q").map { ClippedText($0, limit: 200).text }
        let after = try call.query.index("after")
        let cards = try await call.services.catalogue.datanets()
        guard let card = cards.first(where: { $0.name == name }),
            let rows = try await call.services.catalogue.rows(
                of: name, query: query, after: after)
        else {
            throw HTTPProblem.notFound(
                "There is no Datanet named “\(ClippedText.name(name))”.")
        }
        let shell = try await site.shell("/datanets", title: ClippedText.name(name))
        return try site.page(
            DatanetPage(
                card, rows, query: query, after: after, shell: shell, names: site.names))
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
        contributors = CountText.grouped(card.contributorCount)
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
    let label: String?
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
        label = record.label.map(ClippedText.name)
        owner = names.chip(record.account)
    }
}

/// One rule that a Datanet's owner laid down when it was opened.
struct Rule: Sendable {
    let name: String
    let value: String
    /// The accounts that the rule names.
    let accounts: [AccountChip]

    static func all(of policy: DatanetPolicy, names: AccountNames) -> [Rule] {
        [
            trainers(policy, names),
            Rule(
                "Who judges contributors", policy.evaluator == nil ? "the owner" : "",
                [policy.evaluator].compactMap { $0.map(names.chip) }),
            Rule(
                "A verdict rests on",
                "at least \(CountText.counted(Int(policy.leastEvaluationItems), "hidden item")), "
                    + "none of them trained on"),
            Rule(
                "An account is judged",
                "with \(CountText.counted(Int(policy.minimumRows), "row")) or more"),
            Rule("Least price of an answer", "\(policy.leastFee)"),
            Rule(
                "Contributors' least share of a price",
                ShareText.percent(basisPoints: policy.contributorsLeast)),
            Rule(
                "Rows are shown",
                "within \(CountText.counted(Int(policy.revealWindow), "entry", "entries")) of "
                    + "the commitment to them"),
        ]
    }

    private static func trainers(_ policy: DatanetPolicy, _ names: AccountNames) -> Rule {
        let name = "Who may train"
        return switch policy.trainers {
        case .anyone: Rule(name, "everyone with an account")
        case .owner: Rule(name, "the owner alone")
        case .listed: Rule(name, "the owner and", policy.listedTrainers.map(names.chip))
        }
    }

    private init(_ name: String, _ value: String, _ accounts: [AccountChip] = []) {
        self.name = name
        self.value = value
        self.accounts = accounts
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
    let labels: LabelList?
    let hasLabels: Bool
    let rules: [Rule]
    let hasRules: Bool
    let contributions: [Contribution]
    let hasContributions: Bool
    let moreContributions: String?
    /// Where objections to near-copy verdicts stand; nil where there are none.
    let objections: String?
    let search: String
    let rows: [RowLine]
    let hasRows: Bool
    /// What stands in the place of rows.
    let nothing: String
    let pager: Pager

    init(
        _ card: DatanetCard, _ page: RowPage, query: String?, after: UInt64?, shell: Shell,
        names: AccountNames
    ) {
        self.shell = shell
        line = DatanetLine(card)
        path = line.link.href
        root = DigestText(card.rowsRoot)
        labels = LabelList(card.labels)
        hasLabels = labels != nil
        rules = card.policy.map { Rule.all(of: $0, names: names) } ?? []
        hasRules = !rules.isEmpty
        let shown = card.contributions.prefix(ListLimit.rows)
        contributions = shown.map {
            Contribution(
                owner: names.chip($0.account), accepted: CountText.grouped($0.acceptedCount),
                duplicates: CountText.grouped($0.duplicateCount))
        }
        hasContributions = !contributions.isEmpty
        let others = card.contributionCount - shown.count
        let otherRows = card.acceptedCount - shown.reduce(0) { $0 + $1.acceptedCount }
        moreContributions =
            others == 0
            ? nil
            : CountText.counted(others, "further contribution") + " with "
                + CountText.counted(otherRows, "row")
        objections = Self.sentence(card.objections)
        search = query ?? ""
        rows = page.rows.prefix(ListLimit.rows).map { RowLine($0, names: names) }
        hasRows = !rows.isEmpty
        nothing =
            page.next == nil
            ? "No row holds these words."
            : "None of the rows looked at so far holds these words; the next page looks at more."
        pager = Pager(
            path: path, kept: query.map { [("q", $0)] } ?? [], cursor: "after", current: after,
            next: page.next)
    }

    private static func sentence(_ counts: ObjectionCounts) -> String? {
        let all = counts.open + counts.upheld + counts.dismissed
        guard all > 0 else { return nil }
        func part(_ count: Int, _ one: String, _ many: String) -> String? {
            count == 0 ? nil : "\(CountText.grouped(count)) \(count == 1 ? one : many)"
        }
        let parts = [
            part(counts.open, "is open", "are open"),
            part(counts.upheld, "was upheld", "were upheld"),
            part(counts.dismissed, "was dismissed", "were dismissed"),
        ].compactMap(\.self)
        return "Contributors made \(CountText.counted(all, "objection")) to being taken for "
            + "near-copies: \(parts.joined(separator: ", "))."
    }
}
