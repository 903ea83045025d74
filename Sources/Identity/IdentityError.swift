/// Why a key or a signature was refused.
public enum IdentityError: Error, Equatable, Sendable {
    /// A secret key is not 32 bytes, or is zero or not below the order of secp256k1's group.
    case invalidSecret
    /// A signature is not 65 bytes.
    case signatureLength(Int)
    /// A signature's last byte is neither 27 nor 28.
    case recoveryByte(UInt8)
    /// A signature's r or s is zero or not below the group's order.
    case scalarOutOfRange
    /// A signature's s is in the upper half of the group, where each signature has a twin.
    case highS
    /// No public key belongs to the signature and the digest.
    case unrecoverable
}

extension IdentityError: CustomStringConvertible {
    /// One sentence that says what is wrong; it holds no secret.
    public var description: String {
        switch self {
        case .invalidSecret: "A secret key must be 32 bytes that make a scalar of secp256k1."
        case .signatureLength(let count): "A signature has \(count) bytes; it must have 65."
        case .recoveryByte(let byte): "A signature ends in \(byte); it must end in 27 or 28."
        case .scalarOutOfRange: "A signature's r or s is not a scalar of secp256k1."
        case .highS: "A signature's s is in the upper half of the group."
        case .unrecoverable: "No public key belongs to the signature."
        }
    }
}
