public import Identity
public import Money

/// One row's share in an answer, as attribution found it, before money is put to it.
public struct AttributedRow: Equatable, Sendable {
    /// The row's number in its Datanet.
    public let row: UInt32
    /// The row's owner.
    public let account: AccountAddress
    /// The point estimate.
    public let weight: PartsPerBillion
    /// Its lower bound, at most ``weight``.
    public let lower: PartsPerBillion
    /// Whether all of it is held, and why; nil when only what is uncertain is.
    public let hold: Hold?

    /// Why a whole line is held.
    public enum Hold: Sendable {
        /// The account did not pass the gate.
        case gated
        /// The account has too few rows.
        case fewRows
    }

    /// One row's share.
    public init(
        row: UInt32, account: AccountAddress, weight: PartsPerBillion, lower: PartsPerBillion,
        hold: Hold? = nil
    ) {
        self.row = row
        self.account = account
        self.weight = weight
        self.lower = lower
        self.hold = hold
    }
}
