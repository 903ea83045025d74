internal import FoundationEssentials
package import Identity
package import Machine
internal import Wire

/// An account's key as it lies in a data directory, `DIR/keys/<name>.json`, readable by its owner
/// alone: the account, its secret and, where programs may ask for the account, an API key.
///
/// The one place that reads and writes such files: the operator's own accounts, those that
/// `openledger key new` or a node draws, and a demonstration's.
package struct KeyFile: Sendable {
    private static let byteLimit = 4096

    /// The account's key.
    package let key: AccountKey
    /// What programs name themselves by; nil for a file of a contributor, who needs none.
    package let apiKey: String?

    /// The file of a key that is at hand.
    package init(key: AccountKey, apiKey: String?) {
        self.key = key
        self.apiKey = apiKey
    }

    /// Draws a key and an API key of 256 bits each.
    package init(randomUsing generator: inout some RandomNumberGenerator) {
        key = AccountKey(randomUsing: &generator)
        apiKey = "ol-" + Digest.random(using: &generator).hex
    }

    /// Where the file of a name lies in a data directory.
    package static func path(_ name: String, in dataDirectory: String) -> String {
        "\(dataDirectory)/keys/\(name).json"
    }

    /// Keeps the key; returns when it is on the disk.
    ///
    /// - Parameters:
    ///   - name: the file's name; nil for the account's address.
    ///   - dataDirectory: the directory, whose folder `keys` is made if it is missing.
    /// - Throws: `OperationError`.
    package func write(named name: String? = nil, in dataDirectory: String) throws {
        let json = JSONValue.object(
            [("account", .string("\(key.address)")), ("secret", .string(Hex.encode(key.secret)))]
                + (apiKey.map { [("apiKey", .string($0))] } ?? []))
        let file = "keys/\(name ?? "\(key.address)").json"
        try DataFiles(root: dataDirectory).write(
            Array((json.text + "\n").utf8), to: file, permissions: 0o600)
        try PosixFile.synchronizeDirectory(dataDirectory + "/keys")
    }

    /// Reads a key file.
    ///
    /// - Throws: `OperationError`: no file, another shape, a secret that is no scalar in 1 ..< n,
    ///   or a secret that belongs to another account than the stated one.
    package static func read(_ path: String) throws(OperationError) -> KeyFile {
        guard let file = try? PosixFile.contents(of: path, limit: FileLimit.text) else {
            throw OperationError(
                .files, "cannot read the key file \(path); 'openledger key new' makes one")
        }
        guard file.count <= byteLimit,
            let json = try? JSONValue(parsing: file, limit: byteLimit),
            let account = json["account"]?.stringValue.flatMap(AccountAddress.init(hex:)),
            let secret = json["secret"]?.stringValue
        else {
            throw OperationError(
                .usage,
                "\(path) is no key file: it must be a JSON object with an account and its secret, "
                    + "as 'openledger key new' writes it to keys/")
        }
        guard let bytes = Hex.decode(secret), bytes.count == 32 else {
            throw OperationError(
                .usage, "the secret in \(path) is not 64 lower-case hexadecimal digits")
        }
        guard let key = try? AccountKey(secret: bytes) else {
            throw OperationError(
                .usage,
                "the secret in \(path) is zero or not below the order of secp256k1, so that it is "
                    + "no key; make one with 'openledger key new'")
        }
        guard key.address == account else {
            throw OperationError(
                .usage,
                "the secret in \(path) is that of account \(key.address), not of \(account): "
                    + "restore the file from a copy")
        }
        return KeyFile(key: key, apiKey: json["apiKey"]?.stringValue)
    }
}
