public import Wire

/// The secret key of an account, on the curve secp256k1.
///
/// Its descriptions and its mirror show the address only, so that no log, test report or crash
/// message can carry the secret.
public struct AccountKey: Sendable {
    /// The 32 bytes of the scalar.
    ///
    /// Whoever has them is the account.
    public let secret: [UInt8]
    /// The account that the key speaks for.
    public let address: AccountAddress

    /// Takes 32 bytes that are a scalar in 1 ..< n, big-endian.
    ///
    /// - Throws: ``IdentityError/invalidSecret``.
    public init(secret: [UInt8]) throws(IdentityError) {
        guard let publicKey = Secp256k1.publicKey(of: secret),
            let address = AccountAddress(publicKey: publicKey)
        else { throw .invalidSecret }
        self.secret = secret
        self.address = address
    }

    /// Draws a new key; the generator must be a cryptographic one where the key guards anything.
    public init(randomUsing generator: inout some RandomNumberGenerator) {
        self.init { _ in
            var writer = WireWriter(capacity: Digest.byteCount)
            for _ in 0..<4 { writer.put(generator.next() as UInt64) }
            return writer.bytes
        }
    }

    /// The key that belongs to a seed and a label: the same on every machine, and no secret where
    /// the seed is known.
    ///
    /// The scalar is the digest, tagged `openledger/account-key/v1`, of the label, the seed (u64)
    /// and a counter (u32) that starts at 0 and grows until the digest is a scalar in 1 ..< n.
    public static func derived(seed: UInt64, label: String) -> AccountKey {
        AccountKey { counter in
            var seedBytes = WireWriter(capacity: 8)
            seedBytes.put(seed)
            var counterBytes = WireWriter(capacity: 4)
            counterBytes.put(counter)
            return Digest.sha256(
                tag: "openledger/account-key/v1",
                Array(label.utf8), seedBytes.bytes, counterBytes.bytes
            ).bytes
        }
    }

    /// The first candidate that is a scalar; all but one in 2¹²⁷ are.
    private init(firstOf candidate: (UInt32) -> [UInt8]) {
        var counter: UInt32 = 0
        while true {
            if let key = try? AccountKey(secret: candidate(counter)) {
                self = key
                return
            }
            precondition(counter < 1_000, "A sound generator gives a scalar within few draws.")
            counter += 1
        }
    }

    /// Signs a digest; the same digest always gives the same signature (RFC 6979).
    public func sign(_ digest: Digest) -> RecoverableSignature {
        guard let (scalars, recovery) = Secp256k1.sign(digest.bytes, with: secret),
            let signature = try? RecoverableSignature(
                scalars + [RecoverableSignature.recoveryBase + UInt8(recovery)])
        else { fatalError("libsecp256k1 could not sign with a key that it has accepted.") }
        return signature
    }
}

extension AccountKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The account's address; never the secret.
    public var description: String { address.description }
    /// The account's address; never the secret.
    public var debugDescription: String { "AccountKey(\(address))" }
    /// A mirror that shows the address only.
    public var customMirror: Mirror { Mirror(self, children: ["address": address]) }
}
