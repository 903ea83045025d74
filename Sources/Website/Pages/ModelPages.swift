internal import Economy
internal import Hummingbird
internal import Ledger
internal import Money
internal import NodeAPI
internal import Wire

/// `/models`: what is on sale.
struct ModelRoutes: Sendable {
    let site: Pages

    var all: [Route] {
        [.page("/models", answer: list), .page("/models/{name}", answer: show)]
    }

    private func list(_ call: Call) async throws -> Response {
        let cards = try await call.services.catalogue.models()
        let shell = try await site.shell("/models", title: "Models")
        return try site.page(ModelsPage(cards, shell: shell))
    }

    private func show(_ call: Call) async throws -> Response {
        let name = call.capture("name")
        let cards = try await call.services.catalogue.models()
        guard let card = cards.first(where: { $0.name == name }) else {
            throw HTTPProblem.notFound("There is no model named “\(ClippedText.name(name))”.")
        }
        let shell = try await site.shell("/models", title: ClippedText.name(name))
        return try site.page(ModelPage(card, shell: shell, names: site.names))
    }
}

/// A model in one line.
struct ModelLine: Sendable {
    let link: ModelLink
    let fee: Markup
    let score: String
    let labelCount: String
    let datanets: [DatanetLink]
    let hasDatanets: Bool
    /// What stands between the price and the Datanets.
    let lead: String
    let entryHref: String
    let entry: String
    let written: String

    /// - Parameters:
    ///   - card: the model.
    ///   - end: what stands behind the last of its Datanets.
    init(_ card: ModelCard, end: String = "") {
        link = ModelLink(card.name)
        fee = AmountText.exact(card.terms.fee)
        score = card.metrics.filter { $0.metric != ModelMetric.learnedRows }.map(MetricText.value)
            .joined(separator: ", ")
        labelCount = card.labels.isEmpty ? "none" : CountText.grouped(card.labels.count)
        datanets = DatanetLink.list(card.datanets.compactMap(\.name), end: end)
        hasDatanets = !datanets.isEmpty
        lead = hasDatanets ? "an answer, trained on" : "an answer."
        entryHref = "/receipts/\(card.terms.deploy)"
        entry = CountText.grouped(card.terms.deploy)
        written = TimeText.written(card.createdSeconds)
    }
}

/// What was measured of a model, in words.
enum MetricText {
    /// What a metric is called on a page.
    static func name(_ metric: ModelMetric) -> String {
        switch metric.metric {
        case ModelMetric.accuracy: "Rightly answered evaluation rows"
        case ModelMetric.learnedRows: "Training rows that it learned from"
        default: "Evaluation: metric \(metric.metric)"
        }
    }

    static func value(_ metric: ModelMetric) -> String {
        "\(CountText.grouped(metric.value)) of \(CountText.grouped(metric.count))"
    }
}

/// The models on sale.
struct ModelsPage: PageView {
    static let template = "models"

    let shell: Shell
    let lines: [ModelLine]
    let hasLines: Bool
    let more: String?

    init(_ cards: [ModelCard], shell: Shell) {
        self.shell = shell
        lines = cards.prefix(ListLimit.rows).map { ModelLine($0) }
        hasLines = !lines.isEmpty
        let rest = cards.count - lines.count
        more = rest > 0 ? "and \(CountText.counted(rest, "more model"))" : nil
    }
}

/// A model: its price and who shares it, how it was made and measured.
struct ModelPage: PageView {
    static let template = "model"

    /// One part of the price.
    struct Part: Sendable {
        let color: String
        let name: String
        let percent: String
        let amount: Markup
        /// Who gets it; nil where it is not one account.
        let owner: AccountChip?
    }

    /// A fact with the entry that states it.
    struct Fact: Sendable {
        let name: String
        let value: String
        let href: String?
    }

    /// A public file's digest.
    struct File: Sendable {
        let name: String
        let digest: DigestText
    }

    let shell: Shell
    let line: ModelLine
    let askHref: String
    let parts: [Part]
    let bar: Markup
    let facts: [Fact]
    let files: [File]
    let labels: LabelList?

    init(_ card: ModelCard, shell: Shell, names: AccountNames) {
        self.shell = shell
        line = ModelLine(card, end: ".")
        askHref = "/?model=" + PercentEncoding.encode(card.name)
        parts = Self.parts(card.terms, names)
        let amounts = card.terms.shares.split(card.terms.fee).inOrder
        bar = FlowBars.bar(
            FeeLines.order.map { (amounts[$0.part].nanoOPEN, "var(--\($0.color))") })
        facts = Self.facts(card)
        files = card.files.map { File(name: $0.name, digest: DigestText($0.digest)) }
        labels = LabelList(card.labels)
    }

    private static func parts(_ terms: ModelOnSale, _ names: AccountNames) -> [Part] {
        let amounts = terms.shares.split(terms.fee).inOrder
        let owners = [
            1: terms.makerAccount, 2: terms.nodeAccount, 3: terms.baseModelAccount,
        ]
        return FeeLines.order.map { line in
            Part(
                color: line.color, name: line.name,
                percent: ShareText.percent(basisPoints: terms.shares.inOrder[line.part]),
                amount: AmountText.exact(amounts[line.part]),
                owner: owners[line.part].map(names.chip))
        }
    }

    private static func facts(_ card: ModelCard) -> [Fact] {
        let terms = card.terms
        let rows = card.datanets.reduce(UInt64(0)) { $0 + UInt64($1.rowCount) }
        return [
            Fact(
                name: "On sale since", value: TimeText.written(card.createdSeconds),
                href: "/receipts/\(terms.deploy)")
        ]
            + card.metrics.map { metric in
                Fact(
                    name: MetricText.name(metric), value: MetricText.value(metric),
                    href: "/receipts/\(terms.result)")
            }
            + [
                Fact(
                    name: "Evaluation rows",
                    value: card.isEvaluationOpened
                        ? "open: everyone can repeat the gate" : "hidden until they are retired",
                    href: "/receipts/\(terms.evaluation)"),
                Fact(
                    name: "What they decided", value: Self.words(for: terms.verdict),
                    href: "/receipts/\(terms.manifest)"),
                Fact(
                    name: "Training rows", value: CountText.grouped(rows),
                    href: "/receipts/\(terms.manifest)"),
            ] + making(card)
    }

    /// What the evaluation decided about contributors, in words.
    private static func words(for verdict: Verdict?) -> String {
        switch verdict {
        case .gates:
            "contributors whose rows did not measurably help were refused, and the model was "
                + "trained again without their rows"
        case .measures: "nothing about contributors: the model was measured, and nobody was gated"
        case nil: "who is held as gated; refused rows are still in the model"
        }
    }

    private static func making(_ card: ModelCard) -> [Fact] {
        let (runs, standings) = (card.runs, card.standings)
        return [
            Fact(
                name: "Training runs of its maker",
                value: "\(runs.results) with a model, \(runs.aborts) without, "
                    + "\(runs.unfinished) unfinished", href: nil),
            Fact(name: "Randomness", value: ClippedText.name(card.beaconRule), href: nil),
            Fact(
                name: "Contributors",
                value: Standing.allCases.map { "\($0.title): \(standings[$0, default: 0])" }
                    .joined(separator: ", "), href: nil),
            Fact(
                name: card.terms.methods.count == 1 ? "Attribution method" : "Attribution methods",
                value: card.terms.methods.map { "\($0.method).\($0.version)" }
                    .joined(separator: ", "),
                href: nil),
        ]
    }
}
