internal import FoundationEssentials
internal import Identity
internal import Ledger
internal import LedgerStorage
internal import Machine
internal import Money
internal import NodeAPI
internal import Synchronization
internal import Wire

/// The API keys of a data directory, with the account keys that sign for them.
///
/// Whoever holds an API key has entrusted the node with the account's key: the node signs the
/// account's questions for it. Keys that appear in `keys/` while the node runs are found when they
/// are first used.
final class KeyRing: CallerDirectory {
    private struct Keys {
        var byAPIKey: [Digest: AccountKey] = [:]
        var byAccount: [AccountAddress: AccountKey] = [:]
        var visitor: AccountAddress?
        var listing: [String] = []
    }

    private let directory: String
    private let folder: String
    private let writer: any StoredLog
    private let isDemonstration: Bool
    private let host: AccountAddress?
    private let keys: Mutex<Keys>

    /// Reads the keys of a directory.
    ///
    /// - Throws: `OperationError` for a damaged key file and when the log has stopped.
    init(dataDirectory: String, writer: any StoredLog, isDemonstration: Bool) async throws {
        directory = dataDirectory
        folder = dataDirectory + "/keys"
        host = try await writer.query { $0.logOperator }
        self.writer = writer
        self.isDemonstration = isDemonstration
        keys = Mutex(try Self.read(folder))
    }

    func caller(apiKey: String) async -> Caller? {
        let digest = Digest.sha256(Array(apiKey.utf8))
        guard let key = known(digest) ?? reread(digest) else { return nil }
        return caller(key.address)
    }

    func visitor() async -> Caller? {
        guard isDemonstration, let account = keys.withLock({ $0.visitor }) else { return nil }
        return caller(account)
    }

    func balance(of account: AccountAddress) async throws -> Amount {
        try await writer.query { $0.balances.statement(of: account).payable }
    }

    /// The key that signs for an account; nil when this node does not keep it.
    func key(of account: AccountAddress) -> AccountKey? {
        keys.withLock { $0.byAccount[account] }
    }

    /// Draws an account's keys and keeps them before anything is signed with them.
    ///
    /// - Throws: `OperationError`.
    func draw() throws -> (key: AccountKey, apiKey: String) {
        var generator = SystemRandomNumberGenerator()
        let file = KeyFile(randomUsing: &generator)
        guard let apiKey = file.apiKey else { preconditionFailure("an API key was drawn") }
        let key = file.key
        try file.write(in: directory)
        keys.withLock {
            $0.byAPIKey[.sha256(Array(apiKey.utf8))] = key
            $0.byAccount[key.address] = key
        }
        return (key, apiKey)
    }

    private func caller(_ account: AccountAddress) -> Caller {
        Caller(account: account, isOperator: host == account)
    }

    private func known(_ digest: Digest) -> AccountKey? {
        keys.withLock { $0.byAPIKey[digest] }
    }

    /// Looks for files that were added; a listing is cheap, so that guessing costs little.
    private func reread(_ digest: Digest) -> AccountKey? {
        guard Self.listing(folder) != keys.withLock({ $0.listing }),
            let found = try? Self.read(folder)
        else { return nil }
        return keys.withLock { keys in
            keys = found
            return keys.byAPIKey[digest]
        }
    }

    private static func listing(_ folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted()
    }

    private static func read(_ folder: String) throws -> Keys {
        var keys = Keys()
        keys.listing = listing(folder)
        for name in keys.listing {
            let file = try KeyFile.read("\(folder)/\(name)")
            let key = file.key
            keys.byAccount[key.address] = key
            if name == "payer.json" { keys.visitor = key.address }
            guard let apiKey = file.apiKey else { continue }
            keys.byAPIKey[.sha256(Array(apiKey.utf8))] = key
        }
        return keys
    }
}
