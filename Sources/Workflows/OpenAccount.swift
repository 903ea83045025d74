package import Identity
package import Ledger

extension EntryLog {
    /// Opens an account, unless it is open.
    ///
    /// - Parameters:
    ///   - key: the account's key, which signs.
    ///   - role: what the account may do.
    /// - Returns: whether this call opened it.
    /// - Throws: `Refusal`, else what the log's storage throws.
    @discardableResult
    package func openAccount(
        _ key: AccountKey, role: AccountRole = .participant
    ) async throws -> Bool {
        let address = key.address
        guard try await !query({ $0.isOpen(address) }) else { return false }
        let entry = AccountOpen(account: address, role: role).signed(by: key, in: domain)
        do {
            _ = try await append(.accountOpen(entry))
            return true
        } catch Refusal.accountExists {
            // Somebody else has opened it since the question.
            return false
        }
    }
}
