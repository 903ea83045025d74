public import Identity
public import Money

/// An account's balances now, and what made them since the log began.
public struct AccountStatement: Equatable, Sendable {
    /// The account.
    public let account: AccountAddress
    /// What it may spend.
    public internal(set) var payable = Amount.zero
    /// Held because the shares are uncertain.
    public internal(set) var heldUncertain = Amount.zero
    /// Held because the account did not pass the gate.
    public internal(set) var heldGated = Amount.zero
    /// Held because the account has too few rows.
    public internal(set) var heldFewRows = Amount.zero
    /// Brought in, in nano-OPEN; sums over time need not fit an ``Money/Amount``.
    public internal(set) var deposited: UInt128 = 0
    /// Paid for answers, in nano-OPEN.
    public internal(set) var spent: UInt128 = 0
    /// Earned by rows and payable, in nano-OPEN.
    public internal(set) var earnedByRows: UInt128 = 0
    /// Earned as model maker, in nano-OPEN.
    public internal(set) var earnedAsMaker: UInt128 = 0
    /// Earned as node, in nano-OPEN.
    public internal(set) var earnedAsNode: UInt128 = 0
    /// Earned as owner of a base model, in nano-OPEN.
    public internal(set) var earnedAsBaseModel: UInt128 = 0

    init(account: AccountAddress) {
        self.account = account
    }

    /// Everything held, in nano-OPEN.
    public var held: UInt128 {
        Amount.total(of: [heldUncertain, heldGated, heldFewRows])
    }

    /// Everything earned and payable, in nano-OPEN.
    public var earned: UInt128 {
        earnedByRows + earnedAsMaker + earnedAsNode + earnedAsBaseModel
    }

    /// All four balances, in nano-OPEN.
    public var total: UInt128 { UInt128(payable.nanoOPEN) + held }

    /// Whether the payable balance is what came in less what was spent.
    public var isBalanced: Bool {
        UInt128(payable.nanoOPEN) + spent == deposited + earned
    }
}
