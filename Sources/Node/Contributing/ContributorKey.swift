internal import Foundation
public import Identity
internal import Wire

/// The key of a contributor, from a file as `openledger key new` writes it: a JSON object with
/// `account` and `secret`.
public enum ContributorKey {
    private static let byteLimit = 4096

    /// Reads a key file.
    ///
    /// - Throws: `NodeError`: no file, another shape, a secret that is no scalar in 1 ..< n, or a
    ///   secret that belongs to another account than the stated one.
    public static func read(_ path: String) throws(NodeError) -> AccountKey {
        let file = try bytes(path)
        guard file.count <= byteLimit,
            let json = try? JSONValue(parsing: file, limit: byteLimit),
            let account = json["account"]?.stringValue.flatMap(AccountAddress.init(hex:)),
            let secret = json["secret"]?.stringValue
        else {
            throw NodeError(
                .usage,
                "\(path) is no key file: it must be a JSON object with an account and its secret, "
                    + "as 'openledger key new' writes it to keys/")
        }
        guard let bytes = Hex.decode(secret), bytes.count == 32 else {
            throw NodeError(
                .usage, "the secret in \(path) is not 64 lower-case hexadecimal digits")
        }
        guard let key = try? AccountKey(secret: bytes) else {
            throw NodeError(
                .usage,
                "the secret in \(path) is zero or not below the order of secp256k1, so that it is "
                    + "no key; make one with 'openledger key new'")
        }
        guard key.address == account else {
            throw NodeError(
                .usage,
                "the secret in \(path) is that of account \(key.address), not of \(account): "
                    + "restore the file from a copy")
        }
        return key
    }

    private static func bytes(_ path: String) throws(NodeError) -> [UInt8] {
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            return [UInt8](try file.read(upToCount: byteLimit + 1) ?? Data())
        } catch {
            throw NodeError(
                .file, "cannot read the key file \(path); 'openledger key new' makes one")
        }
    }
}
