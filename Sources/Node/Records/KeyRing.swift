internal import Identity
internal import Ledger
internal import LedgerStorage
internal import Machine
internal import Money
internal import NodeAPI
internal import Wire

/// The API keys of a data directory, with the account keys that sign for them.
///
/// Whoever holds an API key has entrusted the node with the account's key: the node signs the
/// account's questions for it.
final class KeyRing: CallerDirectory {
    private let directory: String
    private let writer: any StoredLog
    private let isDemonstration: Bool
    private let host: AccountAddress?
    private let folder: KeyFolder

    /// Reads the keys of a directory.
    ///
    /// - Throws: `OperationError` for a damaged key file and when the log has stopped.
    init(dataDirectory: String, writer: any StoredLog, isDemonstration: Bool) async throws {
        directory = dataDirectory
        host = try await writer.query { $0.logOperator }
        self.writer = writer
        self.isDemonstration = isDemonstration
        folder = try KeyFolder(dataDirectory + "/keys")
    }

    func caller(apiKey: String) async -> Caller? {
        folder.key(apiKeyDigest: .sha256(Array(apiKey.utf8))).map { caller($0.address) }
    }

    func visitor() async -> Caller? {
        guard isDemonstration else { return nil }
        return folder.account(inFile: "payer.json").map(caller)
    }

    func balance(of account: AccountAddress) async throws -> Amount {
        try await writer.query { $0.balances.statement(of: account).payable }
    }

    /// The key that signs for an account; nil when this node does not keep it.
    func key(of account: AccountAddress) -> AccountKey? { folder.key(of: account) }

    /// The key that signs for an account, also one whose file came after the last look.
    func currentKey(of account: AccountAddress) -> AccountKey? { folder.currentKey(of: account) }

    /// Draws an account's keys and keeps them before anything is signed with them.
    ///
    /// - Throws: `OperationError`.
    func draw() throws -> (key: AccountKey, apiKey: String) {
        var generator = SystemRandomNumberGenerator()
        let file = KeyFile(randomUsing: &generator)
        guard let apiKey = file.apiKey else { preconditionFailure("an API key was drawn") }
        try file.write(in: directory)
        folder.add(file.key, apiKeyDigest: .sha256(Array(apiKey.utf8)))
        return (file.key, apiKey)
    }

    private func caller(_ account: AccountAddress) -> Caller {
        Caller(account: account, isOperator: host == account)
    }
}
