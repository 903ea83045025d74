import Identity
import Money
import Wire

/// Accounts, policies and deposits; the comments number the rules of the format's page.
extension LedgerState {
    mutating func apply(
        _ fields: AccountOpen, _ signatures: SignatureCheck
    ) throws(Refusal) {
        guard (fields.role == .operator) == (size == 0) else { throw .operatorFirst }  // 1
        guard accounts[fields.account] == nil else { throw .accountExists(fields.account) }  // 2
        try requireSignature(of: fields, by: fields.account, signatures)  // 3
        accounts[fields.account] = size
        if fields.role == .operator { operatorAccount = fields.account }
    }

    mutating func apply(_ fields: PolicySet, _ signatures: SignatureCheck) throws(Refusal) {
        let revision = UInt32(policies.count)
        guard fields.revision == revision else { throw .revision(expected: revision) }  // 1
        try requireOpen(fields.nodeAccount)  // 2
        try requireOpen(fields.baseModelAccount)
        try requireSignature(of: fields, by: operatorAccount, signatures)  // 3
        policies[size] = fields
        latestPolicy = size
    }

    mutating func apply(
        _ fields: Deposit, _ signatures: SignatureCheck
    ) throws(Refusal) -> [Posting] {
        try requireOpen(fields.account)  // 1
        guard used.deposits[fields.source] == nil else { throw .duplicateSource }  // 2
        guard (try? balances.deposited.adding(fields.amount)) != nil else {
            throw .supplyExceeded  // 3
        }
        try requireSignature(of: fields, by: operatorAccount, signatures)  // 4
        used.deposits[fields.source] = RecordedDeposit(
            index: size, account: fields.account, amount: fields.amount)
        return [
            Posting(
                from: .outside, to: .payable(fields.account), amount: fields.amount,
                cause: .deposit)
        ]
    }
}
