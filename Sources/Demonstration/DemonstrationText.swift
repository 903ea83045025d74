internal import Datanets
internal import Economy
internal import Foundation
internal import Identity
internal import Ledger
internal import LedgerStorage
internal import ModelFactory
internal import Money
internal import TransparencyLog
internal import Wire

/// A demonstration's result in words and columns.
enum DemonstrationText {
    static func lines(
        _ run: DemonstrationRun, datanet: Datanet, learned: Int, rule: PaymentRule,
        accuracy: Accuracy, baselines: BaselineComparison, income: IncomeTable, receipts: [Receipt],
        checked: (verified: Int, recomputed: Int), example: Receipt?, state: LedgerState,
        datanetIndex: UInt64, size: UInt64, root: Digest
    ) -> [String] {
        var lines = rows(run, datanet, learned)
        lines += comparison(accuracy, baselines)
        lines += earners(income, rule, questions: receipts.count)
        lines += split(state, datanetIndex)
        lines += promises(income)
        if let example, case .answer(let answer) = example.entry.body {
            lines += receipt(example, answer, run)
        }
        lines += [
            "", "The log",
            "  \(size) entries, root \(Base64.encode(root.bytes))",
            "  money conserved in every entry: "
                + (state.balances.isConservedRecounted
                    ? "yes, counted again over all accounts" : "NO"),
            "  receipts: \(receipts.count) issued, \(checked.verified) verified offline, "
                + "\(checked.recomputed) with their attribution run again to the same integers",
            String(format: "  %.0f s in all, %.0f s of training", run.watch.total, run.watch.train),
        ]
        return lines
    }

    private static func rows(
        _ run: DemonstrationRun, _ datanet: Datanet, _ learned: Int
    ) -> [String] {
        let refused = datanet.acceptedRows.count - learned
        let submitted = datanet.contributions.reduce(0) { $0 + $1.contribution.rows.count }
        let teams = run.accounts.contributors.count { $0.kind == .team }
        let bad = run.accounts.contributors.count - teams
        return [
            "",
            "Rows: one-line package descriptions in, section out (\(datanet.labels.count) classes)",
            "  \(teams) maintaining teams and \(bad) bad contributors, each with a key of its own",
            "  \(submitted) rows submitted, \(submitted - datanet.acceptedRows.count) duplicates "
                + "set aside, \(datanet.acceptedRows.count) trained on",
            refused == 0
                ? "  no account was refused by the gate"
                : "  \(refused) rows of accounts that did not measurably help were refused: the "
                    + "model was trained again, on \(learned)",
            "  \(run.data.evaluation.labels.count) evaluation rows, committed to before intake and "
                + "opened after pay-out; \(run.data.hidden.labels.count) hidden rows",
        ]
    }

    private static func comparison(
        _ model: Accuracy, _ baselines: BaselineComparison
    ) -> [String] {
        func line(_ name: String, _ other: Accuracy?) -> String {
            let shown = other ?? model
            let ahead = other.map {
                String(
                    format: "   model ahead by %.1f standard errors",
                    model.pairedDeviations(over: $0))
            }
            return "  " + name.padding(toLength: 34, withPad: " ", startingAt: 0)
                + String(format: "%.3f ± %.3f", shown.value, shown.standardError) + (ahead ?? "")
        }
        return [
            "",
            "Accuracy on the hidden rows "
                + "(all given the same rows, tuned on the evaluation rows)",
            line("fine-tuned model", nil),
            line("TF-IDF, linear classifier", baselines.tfidfLinear),
            line("frozen, logistic regression", baselines.logisticRegression),
            line("frozen, nearest neighbours", baselines.nearestNeighbours),
        ]
    }

    private static func earners(
        _ income: IncomeTable, _ rule: PaymentRule, questions: Int
    ) -> [String] {
        let head = [
            "", "Who earned what (\(questions) questions at 0.01 OPEN; amounts in OPEN)",
            "  " + columns("contributor", "rows", "dupl.", "paid", "held", "per row", "why"),
        ]
        let teams = income.teams.sorted {
            ($1.earnedNanoOPEN, $0.name) < ($0.earnedNanoOPEN, $1.name)
        }
        let bad = income.rows.filter { $0.kind != .team }
        return head
            + (teams + bad).map { row in
                "  "
                    + columns(
                        row.name, String(row.submitted), String(row.duplicates),
                        decimal(row.earnedNanoOPEN), decimal(UInt64(clamping: row.statement.held)),
                        String(format: "%.6f", row.earnedPerRow / 1e9), reason(row, rule))
            }
    }

    private static func columns(_ cells: String...) -> String {
        let widths = [46, 5, 6, 9, 9, 10]
        var line = ""
        for (cell, width) in zip(cells, widths) {
            let cut = String(cell.prefix(width - 1))
            let pad = String(repeating: " ", count: max(1, width - cut.count))
            line += width == 46 ? cut + pad : pad + cut
        }
        return line + "  " + (cells.last ?? "")
    }

    private static func reason(_ row: IncomeTable.Row, _ rule: PaymentRule) -> String {
        switch row.standing {
        case nil: "every row is a copy of an earlier one: not trained on"
        case .held(.gated)?: "refused: " + rule.words(for: .gated) + "; not in the model"
        case .held(let reason)?: "held: " + rule.words(for: reason)
        case .payable? where row.kind == .team: "helps; the uncertain part is held"
        case .payable?: "passed the gate"
        }
    }

    private static func split(_ state: LedgerState, _ datanet: UInt64) -> [String] {
        let burned = state.balances.burned.nanoOPEN
        let pool = state.balances.pool(ofDatanet: datanet).nanoOPEN
        return [
            "", "Where the rest went",
            "  the Datanet's pool (what no row can be credited with)  \(decimal(pool)) OPEN",
            "  burned  \(decimal(burned)) OPEN;  stakers  0.0000 OPEN (nobody stakes yet)",
            "  held amounts stand in the log as owed to their accounts; no entry releases them yet",
        ]
    }

    private static func promises(_ income: IncomeTable) -> [String] {
        let (paid, all) = income.paidTeams
        var lines = ["", "What the payment rule promises"]
        for row in income.rows where row.kind != .team {
            let adaptive = row.kind == .selfLabelled || row.kind == .earlyCopier
            let share = String(format: "%.1f %%", 100 * income.share(of: row))
            let verdict =
                adaptive
                ? "adapts to the rule and still earns: the first rule's stated limit"
                : income.share(of: row) < 0.05 ? "kept: below 5 %" : "NOT KEPT: 5 % or more"
            lines.append("  \(row.name): \(share) of the honest median per row; \(verdict)")
        }
        let share = all == 0 ? 0 : 100 * Double(paid) / Double(all)
        lines.append(
            "  honest teams with ten or more rows paid now: \(paid) of \(all)"
                + String(format: " (%.0f %%; ", share)
                + (share >= 85 ? "kept: 85 % or more)" : "NOT KEPT: below 85 %)"))
        return lines
    }

    private static func receipt(
        _ receipt: Receipt, _ answer: Answer, _ run: DemonstrationRun
    ) -> [String] {
        let names = Dictionary(
            run.accounts.contributors.map { ($0.key.address, $0.name) },
            uniquingKeysWith: { first, _ in first })
        var lines = ["", "One receipt: entry \(receipt.index) of the log"]
        for line in answer.lines.prefix(5) {
            lines.append(
                String(
                    format: "  %5.2f %% (at least %.2f %%)  row %u of ",
                    Double(line.weight.value) / 1e7, Double(line.lower.value) / 1e7, line.row)
                    + (names[line.account] ?? "\(line.account)")
                    + "  paid \(line.paid.nanoOPEN), held \(line.held.nanoOPEN) nano-OPEN")
        }
        if answer.lines.count > 5 { lines.append("  … and \(answer.lines.count - 5) more rows") }
        lines.append(
            String(
                format: "  %5.2f %% no row is credited with; it goes to the Datanet's pool",
                Double(answer.unattributedWeight.value) / 1e7))
        return lines
    }

    private static func decimal(_ nano: UInt64) -> String {
        String(format: "%.4f", Double(nano) / 1e9)
    }
}
