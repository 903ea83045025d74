package import Identity
package import Ledger
package import Money
package import Wire

extension EntryLog {
    /// Records money that came in from outside; the same deposit twice is one.
    ///
    /// - Parameters:
    ///   - amount: 1 nano-OPEN or more.
    ///   - account: whose it is.
    ///   - source: what makes it this deposit and no other.
    ///   - operator: the operator's key, which signs.
    /// - Returns: the index of the deposit.
    /// - Throws: `Refusal`: `duplicateSource` when another deposit has the source; else what the
    ///   log's storage throws.
    @discardableResult
    package func recordDeposit(
        _ amount: Amount, for account: AccountAddress, source: Digest,
        signedBy operator: AccountKey
    ) async throws -> UInt64 {
        let entry = Deposit(account: account, amount: amount, source: source)
        if let earlier = try await index(of: entry) { return earlier }
        do {
            return try await append(.deposit(entry.signed(by: `operator`, in: domain))).index
        } catch Refusal.duplicateSource {
            // Somebody else has recorded it since the question.
            guard let earlier = try await index(of: entry) else { throw Refusal.duplicateSource }
            return earlier
        }
    }

    /// Where a deposit stands already.
    ///
    /// - Throws: `Refusal.duplicateSource` when another deposit has its source.
    private func index(of entry: Deposit) async throws -> UInt64? {
        guard let earlier = try await query({ $0.deposit(source: entry.source) }) else {
            return nil
        }
        guard earlier.account == entry.account, earlier.amount == entry.amount else {
            throw Refusal.duplicateSource
        }
        return earlier.index
    }
}
