package import Identity
import Wire

/// Opens an account, so that it may contribute, train, pay and be paid.
package struct AccountOpen: SignedFields, EntryFields {
    /// The account.
    package internal(set) var account: AccountAddress
    /// What the account may do.
    package internal(set) var role: AccountRole
    /// The signature by the account.
    package var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    package init(
        account: AccountAddress, role: AccountRole, signature: SignatureBytes = .unsigned
    ) {
        self.account = account
        self.role = role
        self.signature = signature
    }

    /// What the signature covers.
    package var message: TypedMessage { layout.message(of: self) }

    static let layouts = [
        EntryLayout<AccountOpen>(
            "AccountOpen",
            .field("account", \.account, .account),
            .field("role", \.role))
    ]

    static func blank(_ layout: UInt8) -> AccountOpen {
        AccountOpen(account: .zero, role: .participant)
    }
}

/// What the type is called, and its rules; the comments number those of the format's page.
extension AccountOpen {
    static let type = EntryType.accountOpen
    static let words = EntryWords("Account", "Opens an account.")

    var body: EntryBody { .accountOpen(self) }

    func apply(
        to state: inout LedgerState, _ signatures: LedgerState.SignatureCheck
    ) throws(Refusal) -> [Posting] {
        guard (role == .operator) == (state.size == 0) else { throw .operatorFirst }  // 1
        guard state.accounts[account] == nil else { throw .accountExists(account) }  // 2
        try state.requireSignature(of: self, by: account, signatures)  // 3
        state.accounts[account] = state.size
        if role == .operator { state.operatorAccount = account }
        return []
    }
}

/// What an account may do.
package enum AccountRole: UInt8, Sendable {
    /// Contribute, train, ask and be paid.
    case participant = 0
    /// Set policies and record deposits; entry 0 opens the one operator of a log.
    case `operator` = 1
}
