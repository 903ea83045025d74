internal import Identity
internal import Ledger
internal import Money
internal import Wire

extension AnswerRecord {
    /// The extra field `attribution` of an answer: who is paid what, and the entry that says so.
    var attribution: JSONValue {
        // An answer names few accounts many times, and a checksum takes a hash.
        let accounts = Set(answer.lines.map(\.account))
        let names = Dictionary(uniqueKeysWithValues: accounts.map { ($0, "\($0)") })
        return .object([
            ("receipt", .index(index)), ("model", .string(model)),
            ("entry", .string(Base64.encode(receipt.entry.encoded))),
            ("grade", .string(answer.grade.word)), ("fee", .amount(answer.fee)),
            ("shares", .shares(answer.shares)), ("parts", parts),
            ("sources", .array(answer.lines.map { source($0, names) })),
            (
                "unattributed",
                .object([
                    ("weight", .weight(answer.unattributedWeight)),
                    ("amount", .amount(answer.unattributedAmount)),
                ])
            ),
            ("duplicates", .array(duplicates.map(\.json))),
        ])
    }

    /// The six parts of the fee.
    private var parts: JSONValue {
        let parts = answer.shares.split(answer.fee)
        return .object([
            ("contributors", .amount(parts.contributors)),
            ("modelMaker", .amount(parts.modelMaker)), ("node", .amount(parts.node)),
            ("baseModel", .amount(parts.baseModel)), ("burn", .amount(parts.burn)),
            ("stakers", .amount(parts.stakers)),
        ])
    }

    private func source(
        _ line: AnswerLine, _ names: [AccountAddress: String]
    ) -> JSONValue {
        let row = rows[line.row]
        return .object([
            ("row", .count(line.row)), ("account", .text(names[line.account])),
            ("weight", .weight(line.weight)), ("lower", .weight(line.lower)),
            ("amount", .amount(line.amount)), ("paid", .amount(line.paid)),
            ("held", .amount(line.held)), ("reason", .string(line.reason.word)),
            ("text", .text(row?.text)), ("label", .text(row?.label)),
        ])
    }
}

extension DatanetRowRecord {
    /// The row, with `row` for one that is paid and `duplicateOf` for one that is not.
    var json: JSONValue {
        let (row, original): (JSONValue, JSONValue) =
            switch status {
            case .accepted(let number): (.count(number), .null)
            case .duplicate(let number): (.null, .count(number))
            }
        return .object([
            ("row", row), ("duplicateOf", original), ("account", .account(account)),
            ("text", .string(text)), ("label", .string(label)),
        ])
    }
}
