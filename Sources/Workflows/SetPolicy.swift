package import Economy
package import Identity
package import Ledger

extension EntryLog {
    /// Sets how fees are split at least, and who is paid for computing and for the base model;
    /// unless the policy in force says just that.
    ///
    /// - Parameters:
    ///   - shares: the six shares of a fee.
    ///   - node: the account that is paid for computing answers.
    ///   - baseModel: the account that is paid for the base model.
    ///   - revealWindow: in entries, for Datanets without a policy of their own.
    ///   - operator: the operator's key, which signs.
    /// - Returns: the policy's index.
    /// - Throws: `Refusal`, else what the log's storage throws.
    @discardableResult
    package func setPolicy(
        shares: FeeShares = .standard, node: AccountAddress, baseModel: AccountAddress,
        revealWindow: UInt32 = 1000, signedBy operator: AccountKey
    ) async throws -> UInt64 {
        let (current, revision) = try await query { ($0.currentPolicy, $0.nextPolicyRevision) }
        if let current, current.policy.shares == shares, current.policy.nodeAccount == node,
            current.policy.baseModelAccount == baseModel,
            current.policy.revealWindow == revealWindow
        {
            return current.index
        }
        let entry = PolicySet(
            revision: revision, shares: shares, nodeAccount: node, baseModelAccount: baseModel,
            revealWindow: revealWindow)
        return try await append(.policySet(entry.signed(by: `operator`, in: domain))).index
    }

    /// Makes the operator's first entries, where the log lacks them: entry 0, the accounts of node
    /// and base model, and a policy.
    ///
    /// - Parameter keys: draws or finds the keys; asked only when something is missing.
    /// - Throws: what `keys` throws, `Refusal`, and what the log's storage throws.
    package func startLog(
        keys: () throws -> (operator: AccountKey, node: AccountKey, baseModel: AccountKey)
    ) async throws {
        guard try await query({ $0.currentPolicy == nil }) else { return }
        let keys = try keys()
        try await openAccount(keys.operator, role: .operator)
        try await openAccount(keys.node)
        try await openAccount(keys.baseModel)
        try await setPolicy(
            node: keys.node.address, baseModel: keys.baseModel.address, signedBy: keys.operator)
    }
}
