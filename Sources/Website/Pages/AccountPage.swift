internal import Identity
internal import Ledger
internal import Money
internal import NodeAPI

/// What an account has, what is held for it and why, and where each amount came from.
struct AccountPage: PageView {
    static let template = "account"

    /// What made the payable balance, in one sum.
    struct Sum: Sendable {
        let name: String
        let amount: Markup
    }

    /// What is held for one reason.
    struct Held: Sendable {
        let reason: String
        let sentence: String
        let amount: Markup
    }

    /// One entry's effect.
    struct Line: Sendable {
        let href: String
        let index: String
        let kind: String
        let written: String
        let received: Markup
        let spent: Markup
        let held: Markup
        let why: String

        init(_ line: AccountRecord.Line) {
            href = "/receipts/\(line.index)"
            index = CountText.grouped(line.index)
            kind = EntryKindText.name(line.kind)
            written = TimeText.written(line.timestampSeconds)
            received = AmountText.exact(line.received)
            spent = AmountText.negative(UInt128(line.spent.nanoOPEN))
            let parts = [
                (line.heldUncertain, "uncertain"), (line.heldGated, "gated"),
                (line.heldFewRows, "too few rows"),
            ]
            held = AmountText.exact(Amount.total(of: parts.map(\.0)))
            why = parts.filter { $0.0 > .zero }.map(\.1).joined(separator: ", ")
        }
    }

    /// Rows in one Datanet.
    struct Contribution: Sendable {
        let datanet: DatanetLink
        let accepted: String
        let duplicates: String
    }

    let shell: Shell
    let owner: AccountChip
    let csv: String
    let payable: Markup
    let heldTotal: Markup
    let earned: Markup
    let sums: [Sum]
    let holdings: [Held]
    let lines: [Line]
    let hasLines: Bool
    let pager: Pager
    let contributions: [Contribution]
    let hasContributions: Bool

    init(_ record: AccountRecord, before: UInt64?, shell: Shell, names: AccountNames) {
        let statement = record.statement
        self.shell = shell
        owner = names.chip(statement.account)
        csv = owner.href + ".csv"
        payable = AmountText.exact(statement.payable)
        heldTotal = AmountText.exact(statement.held)
        earned = AmountText.exact(statement.earned)
        sums = Self.sums(statement)
        holdings = Self.holdings(statement)
        lines = record.lines.prefix(ListLimit.rows).map(Line.init)
        hasLines = !lines.isEmpty
        pager = Pager(path: owner.href, cursor: "before", current: before, next: record.next)
        contributions = record.contributions.prefix(ListLimit.rows).map {
            Contribution(
                datanet: DatanetLink($0.datanet), accepted: CountText.grouped($0.acceptedCount),
                duplicates: CountText.grouped($0.duplicateCount))
        }
        hasContributions = !contributions.isEmpty
    }

    private static func sums(_ statement: AccountStatement) -> [Sum] {
        [
            Sum(name: "Deposited", amount: AmountText.exact(statement.deposited)),
            Sum(name: "Earned by rows", amount: AmountText.exact(statement.earnedByRows)),
            Sum(name: "Earned as model maker", amount: AmountText.exact(statement.earnedAsMaker)),
            Sum(name: "Earned as node", amount: AmountText.exact(statement.earnedAsNode)),
            Sum(
                name: "Earned as base model",
                amount: AmountText.exact(statement.earnedAsBaseModel)),
            Sum(name: "Spent on answers", amount: AmountText.negative(statement.spent)),
        ]
    }

    private static func holdings(_ statement: AccountStatement) -> [Held] {
        let amounts: [(LineReason, Amount)] = [
            (.uncertain, statement.heldUncertain), (.gated, statement.heldGated),
            (.fewRows, statement.heldFewRows),
        ]
        return amounts.compactMap { reason, amount in
            HoldReason(reason).map {
                Held(
                    reason: $0.word, sentence: $0.sentence, amount: AmountText.exact(amount))
            }
        }
    }
}
