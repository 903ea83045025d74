internal import Economy
internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Ledger
internal import Money
internal import NodeAPI

/// `/accounts/{address}`: statements.
struct AccountRoutes: Sendable {
    /// The most pages of lines in one CSV file; a link names the next file.
    private static let csvPages = 40

    let site: Pages

    var all: [Route] {
        [
            .page("/accounts/{address}.csv", answer: csv),
            .page("/accounts/{address}", answer: page),
        ]
    }

    private func page(_ call: Call) async throws -> Response {
        let address = try address(call)
        let before = try call.query.index("before")
        guard call.capture("address") == address.description else {
            return .seeOther("/accounts/\(address)")
        }
        let record = try await record(call, address, before)
        let chip = site.names.chip(address)
        let shell = try await site.shell("/accounts", title: chip.name)
        return try site.page(
            AccountPage(record, before: before, shell: shell, names: site.names))
    }

    private func csv(_ call: Call) async throws -> Response {
        let address = try address(call)
        var before = try call.query.index("before")
        var text = StatementCSV.header
        for _ in 0..<Self.csvPages {
            let record = try await record(call, address, before)
            text += StatementCSV.lines(record.lines)
            before = record.next
            guard before != nil else { break }
        }
        var response = Response.download(
            Array(text.utf8), type: "text/csv; charset=utf-8", name: "\(address).csv")
        if let before {
            response.headers[.link] =
                "</accounts/\(address).csv?before=\(before)>; rel=\"next\""
        }
        return response
    }

    private func address(_ call: Call) throws(HTTPProblem) -> AccountAddress {
        guard let address = AccountAddress(hex: call.capture("address")) else {
            throw .notFound(
                "An account's address is 0x and 40 hexadecimal digits, with the right checksum.")
        }
        return address
    }

    private func record(
        _ call: Call, _ address: AccountAddress, _ before: UInt64?
    ) async throws -> AccountRecord {
        guard let record = try await call.services.ledger.account(address, before: before) else {
            throw HTTPProblem.notFound("The log has not opened the account \(address).")
        }
        return record
    }
}

/// A statement as a table for programs; amounts are whole nano-OPEN.
enum StatementCSV {
    static let header =
        (["entry", "time", "kind", "received", "spent"] + HoldReason.allCases.map(\.heldWord))
        .joined(separator: ",") + "\r\n"

    static func lines(_ lines: [AccountRecord.Line]) -> String {
        lines.map { line in
            let amounts = ([line.received, line.spent] + HoldReason.allCases.map(line.held))
                .map { "\($0.nanoOPEN)" }
            let time = TimeText.iso(line.timestampSeconds)
            let fields = ["\(line.index)", time, line.type.word] + amounts
            return fields.joined(separator: ",") + "\r\n"
        }.joined()
    }
}

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
            kind = line.type.words.title
            written = TimeText.written(line.timestampSeconds)
            received = AmountText.exact(line.received)
            spent = AmountText.negative(UInt128(line.spent.nanoOPEN))
            held = AmountText.exact(Amount.total(of: line.holds.values))
            why = HoldReason.allCases.filter { line.held($0) > .zero }.map(\.title)
                .joined(separator: ", ")
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
        HoldReason.allCases.map { reason in
            Held(
                reason: reason.pill, sentence: reason.explanation,
                amount: AmountText.exact(statement.held(reason)))
        }
    }
}
