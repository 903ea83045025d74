internal import FoundationEssentials
internal import TransparencyLog

/// A log's public key as a person gives it: the key itself, or a file that holds it.
enum KeyText {
    /// The key.
    ///
    /// - Throws: `CommandError` when it is neither.
    static func verifierKey(_ text: String) throws(CommandError) -> VerifierKey {
        if let key = VerifierKey(text) { return key }
        guard FileManager.default.fileExists(atPath: text) else {
            throw CommandError(
                "'\(text)' is neither a key nor a file with one; a key is what 'openledger log "
                    + "key' prints")
        }
        var bytes = try SmallFile.read(text, limit: 1024)
        if bytes.last == 0x0A { bytes.removeLast() }
        guard let key = VerifierKey(String(decoding: bytes, as: UTF8.self)) else {
            throw CommandError("\(text) does not hold a log's key alone on one line")
        }
        return key
    }
}
