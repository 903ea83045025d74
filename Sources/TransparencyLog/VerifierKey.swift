import Wire

/// An Ed25519 public key in C2SP form: `name+hex(key id)+base64(type ‖ key)`
/// (c2sp.org/signed-note, "Verifier keys").
public struct VerifierKey: Hashable, Sendable, CustomStringConvertible {
    /// What the key signs; the byte is C2SP's signature type.
    public enum Purpose: UInt8, Sendable {
        /// The text of a note as it stands: logs.
        case note = 0x01
        /// A checkpoint with a time, c2sp.org/tlog-cosignature: witnesses.
        case cosignature = 0x04
    }

    /// The key's name; for a log, its origin.
    ///
    /// Visible ASCII without `+`, so that equal names are equal bytes.
    public let name: String
    /// What the key signs.
    public let purpose: Purpose
    /// The 32 bytes of the Ed25519 public key (RFC 8032).
    public let publicKey: [UInt8]
    /// The first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key).
    public let keyID: UInt32

    /// Makes a key from its parts; nil when the name or the key's length is not allowed.
    public init?(name: String, publicKey: [UInt8], purpose: Purpose = .note) {
        guard LogName.isAllowed(name), publicKey.count == 32 else { return nil }
        self.name = name
        self.purpose = purpose
        self.publicKey = publicKey
        let preimage = Array(name.utf8) + [0x0A, purpose.rawValue] + publicKey
        keyID = Digest.sha256(preimage).bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Reads the text form; nil unless ``description`` would give exactly the same text back.
    public init?(_ text: String) {
        guard text.utf8.count <= 512 else { return nil }
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let material = Base64.decode(String(parts[2])),
            let type = material.first, let purpose = Purpose(rawValue: type)
        else { return nil }
        self.init(name: String(parts[0]), publicKey: Array(material.dropFirst()), purpose: purpose)
        guard description.utf8.elementsEqual(text.utf8) else { return nil }
    }

    /// The text form.
    public var description: String {
        name + "+" + Hex.encode(keyID.bigEndianBytes) + "+"
            + Base64.encode([purpose.rawValue] + publicKey)
    }

    /// Whether an Ed25519 signature of this key over the message holds (RFC 8032).
    package func holds(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        Ed25519.holds(signature, over: message, publicKey: publicKey)
    }
}

extension VerifierKey {
    /// How the origin of a demonstration log begins.
    public static let demonstrationPrefix = "demonstration."

    /// Whether the key belongs to a demonstration log, whose secret keys everyone can derive: its
    /// proofs show how a log works and protect nobody.
    public var isDemonstration: Bool { name.hasPrefix(Self.demonstrationPrefix) }
}

extension UInt32 {
    var bigEndianBytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> (24 - 8 * $0)) } }
}
