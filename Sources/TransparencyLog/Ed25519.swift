internal import COpenSSL

/// Ed25519 (RFC 8032) by OpenSSL's libcrypto.
enum Ed25519 {
    /// The length of a seed and of a public key in bytes.
    static let keyByteCount = 32
    /// The length of a signature in bytes.
    static let signatureByteCount = 64

    /// The public key, 32 bytes, of a secret seed; nil unless the seed has 32 bytes.
    static func publicKey(ofSeed seed: [UInt8]) -> [UInt8]? {
        guard let key = unsafe secretKey(seed) else { return nil }
        defer { unsafe EVP_PKEY_free(key) }
        var bytes = [UInt8](repeating: 0, count: keyByteCount)
        var count = bytes.count
        guard unsafe EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1,
            count == keyByteCount
        else { return nil }
        return bytes
    }

    /// The signature, 64 bytes, over a message; nil when the seed has not 32 bytes or the library
    /// has no memory.
    static func signature(over message: [UInt8], seed: [UInt8]) -> [UInt8]? {
        guard let key = unsafe secretKey(seed) else { return nil }
        defer { unsafe EVP_PKEY_free(key) }
        guard let context = unsafe EVP_MD_CTX_new() else { return nil }
        defer { unsafe EVP_MD_CTX_free(context) }
        var bytes = [UInt8](repeating: 0, count: signatureByteCount)
        var count = bytes.count
        guard unsafe EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
            unsafe EVP_DigestSign(context, &bytes, &count, message, message.count) == 1,
            count == signatureByteCount
        else { return nil }
        return bytes
    }

    /// Whether a signature over a message holds for a public key.
    static func holds(_ signature: [UInt8], over message: [UInt8], publicKey: [UInt8]) -> Bool {
        guard signature.count == signatureByteCount, publicKey.count == keyByteCount,
            let key = unsafe EVP_PKEY_new_raw_public_key(
                EVP_PKEY_ED25519, nil, publicKey, publicKey.count)
        else { return false }
        defer { unsafe EVP_PKEY_free(key) }
        guard let context = unsafe EVP_MD_CTX_new() else { return false }
        defer { unsafe EVP_MD_CTX_free(context) }
        guard unsafe EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1 else { return false }
        return unsafe EVP_DigestVerify(
            context, signature, signature.count, message, message.count) == 1
    }

    private static func secretKey(_ seed: [UInt8]) -> OpaquePointer? {
        guard seed.count == keyByteCount else { return nil }
        return unsafe EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
    }
}
