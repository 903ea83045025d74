import Economy
package import Identity
package import Money

/// What every account and every pool holds, and how much was burned.
///
/// The only way to change them is a ``Posting``. The running total is kept beside the balances, so
/// conservation is checked after every entry without walking them all.
package struct Balances: Equatable, Sendable {
    /// All deposits so far; the supply stays below 2⁶⁴ nano-OPEN.
    package private(set) var deposited = Amount.zero
    /// All that was destroyed.
    package private(set) var burned = Amount.zero

    private var accounts: [AccountAddress: AccountStatement] = [:]
    private var pools: [UInt64: Amount] = [:]
    /// The sum of all balances and pools.
    private var total: UInt128 = 0

    init() {}

    /// An account's balances; all zero for one that never had any.
    package func statement(of account: AccountAddress) -> AccountStatement {
        accounts[account] ?? AccountStatement(account: account)
    }

    /// What a Datanet's pool holds.
    package func pool(ofDatanet datanet: UInt64) -> Amount {
        pools[datanet] ?? .zero
    }

    /// The statements of all accounts that ever had money, by address.
    package var statements: [AccountStatement] {
        accounts.values.sorted { $0.account < $1.account }
    }

    /// All pools that ever had money, by Datanet.
    package var poolsInOrder: [(datanet: UInt64, amount: Amount)] {
        pools.sorted { $0.key < $1.key }.map { (datanet: $0.key, amount: $0.value) }
    }

    /// Whether all deposits equal all balances, pools and what was burned, by the running total.
    var isConserved: Bool {
        UInt128(deposited.nanoOPEN) == total + UInt128(burned.nanoOPEN)
    }

    /// The same, by adding up every balance anew; also every account's own history.
    package var isConservedRecounted: Bool {
        let held = accounts.values.reduce(UInt128(0)) { $0 + $1.total }
        let pooled = Amount.total(of: pools.values)
        return held + pooled == total && isConserved && accounts.values.allSatisfy(\.isBalanced)
    }

    /// Moves money.
    ///
    /// - Precondition: the place it comes from holds as much; ``LedgerState`` has checked that.
    mutating func post(_ posting: Posting) {
        let amount = UInt128(posting.amount.nanoOPEN)
        switch posting.from {
        case .outside:
            deposited = Self.sum(deposited, posting.amount)
        case .payable(let account):
            accounts[account, default: AccountStatement(account: account)]
                .take(posting.amount)
            total -= amount
        case .held, .pool, .burned:
            preconditionFailure("No entry takes held, pooled or burned money.")
        }
        switch posting.to {
        case .outside:
            preconditionFailure("No entry pays money out.")
        case .payable(let account):
            accounts[account, default: AccountStatement(account: account)]
                .receive(posting.amount, posting.cause)
            total += amount
        case .held(let account, let reason):
            accounts[account, default: AccountStatement(account: account)]
                .hold(posting.amount, reason)
            total += amount
        case .pool(let datanet):
            pools[datanet] = Self.sum(pools[datanet] ?? .zero, posting.amount)
            total += amount
        case .burned:
            burned = Self.sum(burned, posting.amount)
        }
    }

    /// The supply stays below 2⁶⁴, so no balance can overflow.
    static func sum(_ first: Amount, _ second: Amount) -> Amount {
        Amount(nanoOPEN: first.nanoOPEN + second.nanoOPEN)
    }
}

extension AccountStatement {
    mutating func take(_ amount: Amount) {
        precondition(amount <= payable, "An account was charged more than it has.")
        payable = Amount(nanoOPEN: payable.nanoOPEN - amount.nanoOPEN)
        spent += UInt128(amount.nanoOPEN)
    }

    mutating func receive(_ amount: Amount, _ cause: Posting.Cause) {
        payable = Balances.sum(payable, amount)
        let amount = UInt128(amount.nanoOPEN)
        switch cause {
        case .deposit: deposited += amount
        case .row: earnedByRows += amount
        case .modelMaker: earnedAsMaker += amount
        case .node: earnedAsNode += amount
        case .baseModel: earnedAsBaseModel += amount
        case .burn, .unattributed:
            preconditionFailure("Burned and unattributed money goes to no account.")
        }
    }

    mutating func hold(_ amount: Amount, _ reason: HoldReason) {
        holds[reason] = Balances.sum(held(reason), amount)
    }
}
