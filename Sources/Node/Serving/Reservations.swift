package import Identity
package import Money
package import NodeAPI
internal import Synchronization

/// What callers' questions in flight will cost, so that nobody computes what cannot be paid.
///
/// The ledger alone decides; this only spares work that it would refuse.
package final class Reservations: Sendable {
    private let reserved = Mutex<[AccountAddress: UInt64]>([:])

    /// Nothing is set aside yet.
    package init() {}

    /// Sets a fee aside.
    ///
    /// - Throws: `ServiceRefusal.unaffordable`.
    package func reserve(
        _ fee: Amount, of balance: Amount, for account: AccountAddress
    ) throws(ServiceRefusal) {
        let isCovered = reserved.withLock { reserved in
            let (sum, overflow) = reserved[account, default: 0]
                .addingReportingOverflow(fee.nanoOPEN)
            guard !overflow, sum <= balance.nanoOPEN else { return false }
            reserved[account] = sum
            return true
        }
        guard isCovered else { throw .unaffordable(price: fee, balance: balance) }
    }

    /// Gives a fee back, whether it was paid or not.
    package func release(_ fee: Amount, for account: AccountAddress) {
        reserved.withLock { reserved in
            let rest = reserved[account, default: 0] - fee.nanoOPEN
            reserved[account] = rest == 0 ? nil : rest
        }
    }
}
