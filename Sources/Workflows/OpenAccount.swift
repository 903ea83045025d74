package import Identity
package import Ledger

extension EntryLog {
    /// Opens an account, unless it is open.
    ///
    /// - Parameters:
    ///   - key: the account's key, which signs.
    ///   - role: what the account may do.
    /// - Throws: `Refusal`, else what the log's storage throws.
    package func openAccount(
        _ key: AccountKey, role: AccountRole = .participant
    ) async throws {
        let address = key.address
        guard try await !query({ $0.isOpen(address) }) else { return }
        let entry = AccountOpen(account: address, role: role).signed(by: key, in: domain)
        // Somebody else may have opened it since the question.
        do { _ = try await append(.accountOpen(entry)) } catch Refusal.accountExists {}
    }
}
