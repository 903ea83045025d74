internal import FoundationEssentials
internal import Identity
internal import LedgerStorage
public import Wire

/// The keys of a data directory's own accounts, `DIR/keys/<name>.json`, readable by their owner
/// alone and shaped as those that `openledger key new` writes.
struct HouseKeys: Sendable {
    enum Account: String, Sendable {
        case `operator`
        case owner
        case node
        case baseModel = "base-model"
    }

    /// The data directory.
    let dataDirectory: String

    /// The key of an account; drawn, and kept before it is used, if there is none yet.
    ///
    /// - Throws: `NodeError` for a damaged file, `StorageError` when it cannot be written.
    func key(
        _ account: Account, randomUsing generator: inout some RandomNumberGenerator
    ) throws -> AccountKey {
        let folder = dataDirectory + "/keys"
        let path = "\(folder)/\(account.rawValue).json"
        if FileManager.default.fileExists(atPath: path) { return try ContributorKey.read(path) }
        let key = AccountKey(randomUsing: &generator)
        let apiKey = RandomDigest.draw(using: &generator)
        let json = JSONValue.object([
            ("account", .string("\(key.address)")), ("secret", .string(Hex.encode(key.secret))),
            ("apiKey", .string("ol-" + apiKey.hex)),
        ])
        try FileReplacement.write(
            Array((json.text + "\n").utf8), to: path, permissions: 0o600)
        try PosixFile.synchronizeDirectory(folder)
        return key
    }
}

/// 32 bytes that nobody else knows.
public enum RandomDigest {
    /// Draws them; the generator must be a cryptographic one where they guard anything.
    public static func draw(using generator: inout some RandomNumberGenerator) -> Digest {
        var writer = WireWriter(capacity: Digest.byteCount)
        for _ in 0..<4 { writer.put(generator.next() as UInt64) }
        guard let digest = Digest(writer.bytes) else {
            preconditionFailure("four integers of 64 bits are 32 bytes")
        }
        return digest
    }
}
