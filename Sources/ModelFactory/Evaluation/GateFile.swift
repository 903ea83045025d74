package import Economy
package import Identity
package import Machine
internal import Wire

/// Where every contributor of a model stands with the gate.
///
/// The file is a 32-byte salt and then canonical JSON; its digest stands in the training result, so
/// verdicts are fixed before the first answer and can be repeated once the items are opened.
package struct GateFile: Equatable, Sendable {
    /// One account's verdict.
    package struct Verdict: Equatable, Sendable {
        /// The account.
        package let account: AccountAddress
        /// Its accepted rows.
        package let rows: Int
        /// Where it stands.
        package let standing: Standing
    }

    /// Hides the verdicts from those who only see the digest.
    package let salt: [UInt8]
    /// By rising address.
    package let verdicts: [Verdict]

    /// Judges every account by the values of its rows.
    ///
    /// - Parameters:
    ///   - owners: the account of each row.
    ///   - values: what each row is worth on the evaluation items.
    ///   - rule: the manifest's payment rule.
    ///   - salt: 32 bytes.
    package init(owners: [AccountAddress], values: [Float], rule: PaymentRule, salt: [UInt8]) {
        precondition(owners.count == values.count && salt.count == 32)
        var grouped: [AccountAddress: [Float]] = [:]
        for (owner, value) in zip(owners, values) { grouped[owner, default: []].append(value) }
        self.salt = salt
        verdicts = grouped.keys.sorted().map { account in
            let own = grouped[account] ?? []
            return Verdict(
                account: account, rows: own.count, standing: rule.standing(values: own))
        }
    }

    /// Judges nobody: who has rows enough is paid.
    ///
    /// - Parameters:
    ///   - owners: the account of each row.
    ///   - rule: the manifest's payment rule.
    ///   - salt: 32 bytes.
    package init(ungated owners: [AccountAddress], rule: PaymentRule, salt: [UInt8]) {
        precondition(salt.count == 32)
        let counts = owners.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        self.salt = salt
        verdicts = counts.sorted { $0.key < $1.key }.map { account, rows in
            Verdict(
                account: account, rows: rows,
                standing: rows < rule.fewestJudgedRows ? .held(.fewRows) : .payable)
        }
    }

    /// Rows of accounts that the gate refused.
    package var refusedRowCount: Int {
        verdicts.filter { $0.standing == .held(.gated) }.reduce(0) { $0 + $1.rows }
    }

    /// Verdicts by account.
    package var standings: [AccountAddress: Standing] {
        Dictionary(verdicts.map { ($0.account, $0.standing) }) { first, _ in first }
    }

    /// The file's bytes.
    package var fileBytes: [UInt8] {
        salt
            + CanonicalJSON.encode(
                .object([
                    ("format", .integer(1)),
                    (
                        "verdicts",
                        .array(
                            verdicts.map { verdict in
                                .object([
                                    ("account", .string("\(verdict.account)")),
                                    ("rows", .integer(Int64(verdict.rows))),
                                    ("standing", .string(verdict.standing.word)),
                                ])
                            })
                    ),
                ]))
    }

    /// Reads a gate file.
    ///
    /// - Throws: `OperationError` when it is malformed.
    package init(fileBytes: [UInt8]) throws(OperationError) {
        let malformed = OperationError(
            .altered, "the gate file is malformed: restore it from a copy")
        guard fileBytes.count > 32,
            let json = try? CanonicalJSON.parse(Array(fileBytes[32...]), limit: 1 << 24),
            json["format"]?.integerValue == 1, let items = json["verdicts"]?.arrayValue
        else { throw malformed }
        var verdicts: [Verdict] = []
        for item in items {
            guard let account = item["account"]?.stringValue.flatMap(AccountAddress.init(hex:)),
                let rows = item["rows"]?.integerValue, rows >= 0,
                let standing = item["standing"]?.stringValue.flatMap(Standing.init(word:))
            else { throw malformed }
            verdicts.append(Verdict(account: account, rows: Int(rows), standing: standing))
        }
        salt = Array(fileBytes[..<32])
        self.verdicts = verdicts
    }
}

/// The statistical gate: measured values of rows in, a verdict over their account out.
///
/// Floating point ends here: the ledger's rules see the verdict alone.
extension PaymentRule {
    /// With fewer rows an account waits; a deviation needs two.
    fileprivate var fewestJudgedRows: Int { max(2, minimumRows) }

    /// Where an account stands, given the value of each of its rows on the evaluation items.
    ///
    /// Paid is who measurably helps: mean − z · sd / √n > 0, z the rule's number of standard
    /// errors. The bound is per account, so it does not look at single rows, whose values are
    /// mostly noise.
    package func standing(values: [Float]) -> Standing {
        guard values.count >= fewestJudgedRows else { return .held(.fewRows) }
        let count = Double(values.count)
        let mean = values.reduce(0) { $0 + Double($1) } / count
        let squares = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        let deviation = (squares / (count - 1)).squareRoot()
        let bound = mean - Double(gateDeviationsMillis) / 1000 * deviation / count.squareRoot()
        return bound > 0 ? .payable : .held(.gated)
    }
}
