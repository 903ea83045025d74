internal import Ledger
internal import Money
internal import NodeAPI
internal import Wire

/// A model in one line.
struct ModelLine: Sendable {
    let link: ModelLink
    let fee: Markup
    let score: String
    let labelCount: String
    let datanet: DatanetLink?
    let entryHref: String
    let entry: String
    let written: String

    init(_ card: ModelCard) {
        link = ModelLink(card.name)
        fee = AmountText.exact(card.terms.fee)
        score = Self.score(card.evaluation)
        labelCount = CountText.grouped(card.labels.count)
        datanet = card.datanet.map(DatanetLink.init)
        entryHref = "/receipts/\(card.terms.deploy)"
        entry = CountText.grouped(card.terms.deploy)
        written = TimeText.written(card.createdSeconds)
    }

    static func score(_ evaluation: (correct: UInt32, total: UInt32)) -> String {
        "\(CountText.grouped(evaluation.correct)) of \(CountText.grouped(evaluation.total))"
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
        lines = cards.prefix(ListLimit.rows).map(ModelLine.init)
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
    let labels: [String]
    let moreLabels: String?

    init(_ card: ModelCard, shell: Shell, names: AccountNames) {
        self.shell = shell
        line = ModelLine(card)
        askHref = "/?model=" + PercentEncoding.encode(card.name)
        parts = Self.parts(card.terms, names)
        let amounts = card.terms.shares.split(card.terms.fee).inOrder
        bar = FlowBars.bar(
            FeeLines.order.map { (amounts[$0.part].nanoOPEN, "var(--\($0.color))") })
        facts = Self.facts(card)
        files = [
            ("manifest.json", card.digests.manifest),
            ("adapter_model.safetensors", card.digests.adapter),
            ("head.safetensors", card.digests.head), ("gate.bin", card.digests.gate),
            ("attribution index", card.terms.indexDigest),
        ].map { File(name: $0.0, digest: DigestText($0.1)) }
        labels = card.labels.prefix(ListLimit.rows).map(ClippedText.name)
        let rest = card.labels.count - labels.count
        moreLabels = rest > 0 ? "and \(CountText.grouped(rest)) more" : nil
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
        let standings = card.standings
        return [
            Fact(
                name: "On sale since", value: TimeText.written(card.createdSeconds),
                href: "/receipts/\(terms.deploy)"),
            Fact(
                name: "Rightly answered evaluation rows", value: ModelLine.score(card.evaluation),
                href: "/receipts/\(terms.result)"),
            Fact(
                name: "Evaluation rows",
                value: card.isEvaluationOpened
                    ? "open: everyone can repeat the gate" : "hidden until they are retired",
                href: "/receipts/\(terms.evaluation)"),
            Fact(
                name: "Training rows", value: CountText.grouped(terms.rowCount),
                href: "/receipts/\(terms.manifest)"),
            Fact(
                name: "Training runs of its maker",
                value: "\(card.runs.results) with a model, \(card.runs.aborts) without, "
                    + "\(card.runs.unfinished) unfinished", href: nil),
            Fact(name: "Randomness", value: ClippedText.name(card.beaconRule), href: nil),
            Fact(
                name: "Contributors",
                value: "\(standings.payable) paid, \(standings.gated) gated, "
                    + "\(standings.fewRows) with too few rows", href: nil),
            Fact(
                name: "Attribution method", value: "\(terms.methodId).\(terms.methodVersion)",
                href: nil),
        ]
    }
}
