package import Economy
package import Identity
package import Money
package import Wire

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

/// What an account may do.
package enum AccountRole: UInt8, Sendable {
    /// Contribute, train, ask and be paid.
    case participant = 0
    /// Set policies and record deposits; entry 0 opens the one operator of a log.
    case `operator` = 1
}

/// Sets how fees are split and how long a contribution may wait for its reveal.
///
/// The policy's id is the entry's index.
package struct PolicySet: SignedFields, EntryFields {
    /// How many policies stand before this one.
    package internal(set) var revision: UInt32
    /// The six shares of a fee; the stakers' is 0 in this version.
    package internal(set) var shares: FeeShares
    /// Who is paid for computing answers.
    package internal(set) var nodeAccount: AccountAddress
    /// Who is paid for the base model.
    package internal(set) var baseModelAccount: AccountAddress
    /// A reveal stands at most this many entries after its commit; 1 or more.
    package internal(set) var revealWindow: UInt32
    /// The signature by the operator.
    package var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    package init(
        revision: UInt32, shares: FeeShares, nodeAccount: AccountAddress,
        baseModelAccount: AccountAddress, revealWindow: UInt32,
        signature: SignatureBytes = .unsigned
    ) {
        self.revision = revision
        self.shares = shares
        self.nodeAccount = nodeAccount
        self.baseModelAccount = baseModelAccount
        self.revealWindow = revealWindow
        self.signature = signature
    }

    /// What the signature covers.
    package var message: TypedMessage { layout.message(of: self) }

    static let layouts = [
        EntryLayout<PolicySet>(
            "PolicySet",
            .field("revision", \.revision),
            .shares(\.shares),
            .field("nodeAccount", \.nodeAccount, .account),
            .field("baseModelAccount", \.baseModelAccount, .account),
            .field("revealWindow", \.revealWindow, in: 1..., else: .revealWindow))
    ]

    static func blank(_ layout: UInt8) -> PolicySet {
        PolicySet(
            revision: 0, shares: .standard, nodeAccount: .zero, baseModelAccount: .zero,
            revealWindow: 1)
    }
}

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
