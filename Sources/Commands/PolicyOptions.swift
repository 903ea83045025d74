internal import ArgumentParser
internal import Economy
internal import Identity
internal import Machine
internal import Money

/// What a Datanet's owner lays down when it is opened; what is left out has its default.
struct PolicyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Who may train: anyone, owner, or accounts beside the owner, with commas between. "
                + "(default: anyone)", valueName: "who"))
    var trainers: String?

    @Option(help: "The least price of an answer, in OPEN. (default: 0.000001)")
    var leastPrice: String?

    @Option(
        help: ArgumentHelp(
            "Hidden items, none of them trained on, by which contributors may be judged. "
                + "(default: 1000)", valueName: "items"))
    var leastItems: UInt32?

    @Option(
        help: ArgumentHelp(
            "The contributors' least share of a price, in basis points. (default: 0)",
            valueName: "points"))
    var contributorsLeast: UInt16?

    @Option(
        help: ArgumentHelp(
            "Rows with which an account is judged. (default: 5)", valueName: "rows"))
    var minimumRows: UInt16?

    @Option(
        help: ArgumentHelp(
            "Entries within which rows are shown after the commitment to them. (default: 1000)",
            valueName: "entries"))
    var revealWindow: UInt32?

    /// The policy; nil where nothing is stated.
    ///
    /// - Throws: `OperationError` with code `usage`.
    func policy() throws(OperationError) -> DatanetPolicy? {
        var policy = DatanetPolicy()
        policy.leastEvaluationItems = leastItems ?? policy.leastEvaluationItems
        policy.contributorsLeast = contributorsLeast ?? policy.contributorsLeast
        policy.minimumRows = minimumRows ?? policy.minimumRows
        policy.revealWindow = revealWindow ?? policy.revealWindow
        if let leastPrice {
            guard let amount = Amount(decimalOPEN: leastPrice) else {
                throw OperationError(
                    .usage,
                    "--least-price is an amount in OPEN with at most nine decimals, such as 0.001")
            }
            policy.leastFee = amount
        }
        switch trainers {
        case nil, "anyone": policy.trainers = .anyone
        case "owner": policy.trainers = .owner
        case let list?:
            policy.trainers = .listed
            policy.listedTrainers = try Self.accounts(list)
        }
        let isStated =
            trainers != nil || leastPrice != nil || leastItems != nil || contributorsLeast != nil
            || minimumRows != nil || revealWindow != nil
        return isStated ? policy : nil
    }

    private static func accounts(_ list: String) throws(OperationError) -> [AccountAddress] {
        var accounts: Set<AccountAddress> = []
        for word in list.split(separator: ",", omittingEmptySubsequences: false) {
            guard let account = AccountAddress(hex: String(word)) else {
                throw OperationError(
                    .usage,
                    "--trainers takes anyone, owner or addresses with commas between; "
                        + "'\(word.prefix(50))' is no address")
            }
            accounts.insert(account)
        }
        return accounts.sorted()
    }
}
