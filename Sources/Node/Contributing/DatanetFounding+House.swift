internal import Datanets
internal import Identity
internal import Ledger
internal import LedgerStorage
internal import Money
internal import TransparencyLog
internal import Wire

extension DatanetFounding {
    private static let revealWindow: UInt32 = 1000

    static func check(_ labels: LabelSet) throws(NodeError) {
        guard labels.count >= 2 else {
            throw NodeError(.usage, "a Datanet needs two labels or more, to tell rows apart")
        }
        for label in labels.labels {
            do throws(RowFault) { _ = try DatanetRow(text: label, label: label) } catch {
                throw NodeError(.usage, "'\(label.prefix(40))' cannot be a label: \(error)")
            }
        }
    }

    static func openLog(
        _ path: String, name: String?, clock: LedgerClock,
        _ generator: inout some RandomNumberGenerator
    ) throws -> LedgerWriter {
        let directory = DataDirectory(path)
        if let key = try LedgerReader.verifierKey(in: directory) {
            guard name == nil || name == key.name else {
                throw NodeError(
                    .usage, "the log in \(path) is named \(key.name); leave --log-name out")
            }
            return try LedgerWriter.open(directory, key: .existing, clock: clock)
        }
        let drawn = RandomDigest.draw(using: &generator)
        let seed = RandomDigest.draw(using: &generator)
        return try LedgerWriter.open(
            directory,
            key: .initial(
                name: name ?? "openledger.local/" + drawn.hex.prefix(8), seed: seed.bytes),
            clock: clock)
    }

    /// The operator's entry 0 and a policy, where the log lacks them.
    func openHouse(_ generator: inout some RandomNumberGenerator) async throws {
        guard try await writer.query({ $0.currentPolicy == nil }) else { return }
        let host = try keys.key(.operator, randomUsing: &generator)
        if await writer.size == 0 {
            let open = AccountOpen(account: host.address, role: .operator)
            _ = try await writer.append(.accountOpen(open.signed(by: host, in: domain)))
        }
        let node = try keys.key(.node, randomUsing: &generator)
        let baseModel = try keys.key(.baseModel, randomUsing: &generator)
        try await open(node)
        try await open(baseModel)
        let policy = PolicySet(
            revision: 0, shares: .demonstration, nodeAccount: node.address,
            baseModelAccount: baseModel.address, revealWindow: Self.revealWindow)
        _ = try await writer.append(.policySet(policy.signed(by: host, in: domain)))
    }

    func open(_ key: AccountKey) async throws {
        let address = key.address
        guard try await !writer.query({ $0.isOpen(address) }) else { return }
        let open = AccountOpen(account: address, role: .participant)
        _ = try await writer.append(.accountOpen(open.signed(by: key, in: domain)))
    }
}
