internal import FoundationEssentials
internal import Identity
internal import LedgerStorage
internal import Wire

/// A key that pays: `DIR/keys/payer.json`, which the demonstration makes, or
/// `DIR/keys/<address>.json`; a JSON object of account, secret and API key, for its owner alone.
struct KeyFile {
    /// The file that the demonstration writes.
    static let payer = "payer"

    let account: AccountAddress
    let secret: [UInt8]
    let apiKey: String

    /// Draws a key and an API key of 256 bits each.
    init(randomUsing generator: inout some RandomNumberGenerator) {
        let key = AccountKey(randomUsing: &generator)
        account = key.address
        secret = key.secret
        let random = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        apiKey = "ol-" + Hex.encode(random)
    }

    /// Reads a key.
    ///
    /// - Throws: `CommandError` when it is missing or malformed.
    init(named name: String, in directory: String) throws(CommandError) {
        let path = Self.path(name, in: directory)
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandError("there is no \(path); 'openledger key new' makes a key")
        }
        let bytes = try SmallFile.read(path, limit: 4096)
        guard let json = try? JSONValue(parsing: bytes, limit: 4096),
            let account = json["account"]?.stringValue.flatMap(AccountAddress.init(hex:)),
            let secret = json["secret"]?.stringValue.flatMap(Hex.decode),
            let apiKey = json["apiKey"]?.stringValue,
            (try? AccountKey(secret: secret))?.address == account
        else {
            throw CommandError("\(path) is damaged: restore it from a copy")
        }
        self.account = account
        self.secret = secret
        self.apiKey = apiKey
    }

    /// Keeps the key under its address, readable by the owner alone.
    ///
    /// - Throws: `StorageError`.
    func write(in directory: String) throws {
        let json = JSONValue.object([
            ("account", .string("\(account)")), ("secret", .string(Hex.encode(secret))),
            ("apiKey", .string(apiKey)),
        ])
        try FileReplacement.write(
            Array((json.text + "\n").utf8), to: Self.path("\(account)", in: directory),
            permissions: 0o600)
    }

    static func path(_ name: String, in directory: String) -> String {
        "\(directory)/keys/\(name).json"
    }
}
