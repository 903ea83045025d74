internal import Csecp256k1

/// The three operations that this room takes from libsecp256k1; its only unsafe code.
///
/// Arrays' lengths are checked here, because the library reads fixed numbers of bytes.
enum Secp256k1 {
    static let scalarByteCount = 32
    static let pointByteCount = 64

    /// The point secret · G: x and y, 32 bytes each, big-endian.
    ///
    /// Nil for a secret that is not 32 bytes or not a scalar in 1 ..< n.
    static func publicKey(of secret: [UInt8]) -> [UInt8]? {
        guard secret.count == scalarByteCount else { return nil }
        var key = secp256k1_pubkey()
        guard unsafe secp256k1_ec_pubkey_create(context, &key, secret) == 1 else { return nil }
        return coordinates(of: &key)
    }

    /// The signature r ‖ s and the number, 0 to 3, of the public key among its possible points.
    ///
    /// s is in the lower half of the group, the nonce is that of RFC 6979.
    /// Nil for wrong lengths and for a secret that is no scalar.
    static func sign(
        _ digest: [UInt8], with secret: [UInt8]
    ) -> (scalars: [UInt8], recovery: Int32)? {
        guard digest.count == scalarByteCount, secret.count == scalarByteCount else { return nil }
        var signature = secp256k1_ecdsa_recoverable_signature()
        guard
            unsafe secp256k1_ecdsa_sign_recoverable(
                context, &signature, digest, secret, nil, nil) == 1
        else { return nil }
        var scalars = [UInt8](repeating: 0, count: 2 * scalarByteCount)
        var recovery: Int32 = 0
        guard
            unsafe secp256k1_ecdsa_recoverable_signature_serialize_compact(
                context, &scalars, &recovery, &signature) == 1
        else { return nil }
        return (scalars, recovery)
    }

    /// The public key, as ``publicKey(of:)`` writes it, under which the signature is good.
    ///
    /// Nil for wrong lengths and where there is none.
    static func recover(
        _ digest: [UInt8], scalars: [UInt8], recovery: Int32
    ) -> [UInt8]? {
        guard digest.count == scalarByteCount, scalars.count == 2 * scalarByteCount,
            (0...3).contains(recovery)
        else { return nil }
        var signature = secp256k1_ecdsa_recoverable_signature()
        guard
            unsafe secp256k1_ecdsa_recoverable_signature_parse_compact(
                context, &signature, scalars, recovery) == 1
        else { return nil }
        var key = secp256k1_pubkey()
        guard unsafe secp256k1_ecdsa_recover(context, &key, &signature, digest) == 1 else {
            return nil
        }
        return coordinates(of: &key)
    }

    private static func coordinates(of key: inout secp256k1_pubkey) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: pointByteCount + 1)
        var count = bytes.count
        guard
            unsafe secp256k1_ec_pubkey_serialize(
                context, &bytes, &count, &key, UInt32(SECP256K1_EC_UNCOMPRESSED)) == 1,
            count == bytes.count
        else { return nil }
        return Array(bytes.dropFirst())
    }

    /// One context for the process: after it is made it is only read, which the library allows from
    /// any number of threads.
    ///
    /// Random blinding protects secrets from being read off the time or power that signing takes.
    /// It changes no signature: nonces are those of RFC 6979.
    private nonisolated(unsafe) static let context: OpaquePointer = {
        guard
            let context = unsafe secp256k1_context_create(
                UInt32(SECP256K1_CONTEXT_SIGN | SECP256K1_CONTEXT_VERIFY))
        else { fatalError("libsecp256k1 could not make its context.") }
        var random = SystemRandomNumberGenerator()
        let blinding = (0..<scalarByteCount).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        guard unsafe secp256k1_context_randomize(context, blinding) == 1 else {
            fatalError("libsecp256k1 could not blind its context.")
        }
        return unsafe context
    }()
}
