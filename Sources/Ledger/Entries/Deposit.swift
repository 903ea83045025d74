package import Identity
package import Money
package import Wire

/// Brings money in from outside.
package struct Deposit: SignedFields, EntryFields {
    /// Who gets it.
    package internal(set) var account: AccountAddress
    /// How much, at least 1 nano-OPEN.
    package internal(set) var amount: Amount
    /// 32 bytes that no other deposit may use.
    package internal(set) var source: Digest
    /// The signature by the operator.
    package var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    package init(
        account: AccountAddress, amount: Amount, source: Digest,
        signature: SignatureBytes = .unsigned
    ) {
        self.account = account
        self.amount = amount
        self.source = source
        self.signature = signature
    }

    /// What the signature covers.
    package var message: TypedMessage { layout.message(of: self) }

    static let layouts = [
        EntryLayout<Deposit>(
            "Deposit",
            .field("account", \.account, .account),
            .field("amount", \.amount, in: Amount(nanoOPEN: 1)..., else: .zeroAmount),
            .field("source", \.source))
    ]

    static func blank(_ layout: UInt8) -> Deposit {
        Deposit(account: .zero, amount: .zero, source: .zero)
    }
}

/// What the type is called, and its rules; the comments number those of the format's page.
extension Deposit {
    static let type = EntryType.deposit
    static let words = EntryWords("Deposit", "Brings money in.")

    var body: EntryBody { .deposit(self) }

    func apply(
        to state: inout LedgerState, _ signatures: LedgerState.SignatureCheck
    ) throws(Refusal) -> [Posting] {
        try state.requireOpen(account)  // 1
        guard state.used.deposits[source] == nil else { throw .duplicateSource }  // 2
        guard (try? state.balances.deposited.adding(amount)) != nil else {
            throw .supplyExceeded  // 3
        }
        try state.requireSignature(of: self, by: state.operatorAccount, signatures)  // 4
        state.used.deposits[source] = RecordedDeposit(
            index: state.size, account: account, amount: amount)
        return [
            Posting(
                from: .outside, to: .payable(account), amount: amount,
                cause: .deposit)
        ]
    }
}
