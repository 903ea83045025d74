public import Identity

/// What the entries of a log give one account, in nano-OPEN.
public struct AuditedBalance: Hashable, Sendable {
    /// Whose it is.
    public let account: AccountAddress
    /// Can be spent or claimed.
    public internal(set) var payable: UInt64 = 0
    /// Owed: the part above the lower bounds.
    public internal(set) var heldUncertain: UInt64 = 0
    /// Owed: the contributor did not pass a gate.
    public internal(set) var heldGated: UInt64 = 0
    /// Owed: too few rows.
    public internal(set) var heldFewRows: UInt64 = 0

    init(account: AccountAddress) { self.account = account }

    /// All four together; wide enough for any sum.
    public var total: UInt128 {
        UInt128(payable) + UInt128(heldUncertain) + UInt128(heldGated) + UInt128(heldFewRows)
    }
}
