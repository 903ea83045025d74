package import Economy
package import Identity
package import Money

/// An account's balances now, and what made them since the log began.
package struct AccountStatement: Equatable, Sendable {
    /// The account.
    package let account: AccountAddress
    /// What it may spend.
    package internal(set) var payable = Amount.zero
    /// What is held.
    package internal(set) var holds = HeldAmounts()
    /// Brought in, in nano-OPEN; sums over time need not fit an ``Money/Amount``.
    package internal(set) var deposited: UInt128 = 0
    /// Paid for answers, in nano-OPEN.
    package internal(set) var spent: UInt128 = 0
    /// Earned by rows and payable, in nano-OPEN.
    package internal(set) var earnedByRows: UInt128 = 0
    /// Earned as model maker, in nano-OPEN.
    package internal(set) var earnedAsMaker: UInt128 = 0
    /// Earned as node, in nano-OPEN.
    package internal(set) var earnedAsNode: UInt128 = 0
    /// Earned as owner of a base model, in nano-OPEN.
    package internal(set) var earnedAsBaseModel: UInt128 = 0

    init(account: AccountAddress) {
        self.account = account
    }

    /// What is held for one reason.
    package func held(_ reason: HoldReason) -> Amount { holds[reason] }

    /// Everything held, in nano-OPEN.
    package var held: UInt128 { holds.total }

    /// Everything earned and payable, in nano-OPEN.
    package var earned: UInt128 {
        earnedByRows + earnedAsMaker + earnedAsNode + earnedAsBaseModel
    }

    /// Everything payable and held, in nano-OPEN.
    package var total: UInt128 { UInt128(payable.nanoOPEN) + held }

    /// Whether the payable balance is what came in less what was spent.
    package var isBalanced: Bool {
        UInt128(payable.nanoOPEN) + spent == deposited + earned
    }
}
