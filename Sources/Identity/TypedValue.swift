public import Wire

/// The value of one field of an EIP-712 struct.
public enum TypedValue: Hashable, Sendable {
    /// An unsigned integer of type `uint<bits>`; the bits are a multiple of 8 up to 256.
    case uint(UInt64, bits: Int)
    /// 32 bytes of type `bytes32`.
    case bytes32(Digest)
    /// An account of type `address`.
    case address(AccountAddress)
    /// Bytes of any number, of type `bytes`.
    case bytes([UInt8])
    /// A text of type `string`.
    case string(String)
    /// A truth value of type `bool`.
    case bool(Bool)

    /// The name of the value's type in a struct's definition.
    var typeName: String {
        switch self {
        case .uint(_, let bits): "uint\(bits)"
        case .bytes32: "bytes32"
        case .address: "address"
        case .bytes: "bytes"
        case .string: "string"
        case .bool: "bool"
        }
    }

    /// The 32 bytes that stand for the value: `encodeData` of EIP-712.
    ///
    /// - Precondition: an integer fits the bits of its type.
    var encoded: [UInt8] {
        switch self {
        case .uint(let value, let bits):
            precondition(
                (8...256).contains(bits) && bits.isMultiple(of: 8),
                "An EIP-712 integer has a multiple of 8 bits, up to 256.")
            precondition(
                bits >= UInt64.bitWidth || value >> UInt64(bits) == 0,
                "An EIP-712 integer fits the bits of its type.")
            return Self.word(value)
        case .bytes32(let digest): return digest.bytes
        case .address(let address):
            let padding = Digest.byteCount - AccountAddress.byteCount
            return [UInt8](repeating: 0, count: padding) + address.bytes
        case .bytes(let bytes): return Keccak256.digest(bytes).bytes
        case .string(let text): return Keccak256.digest(Array(text.utf8)).bytes
        case .bool(let value): return Self.word(value ? 1 : 0)
        }
    }

    private static func word(_ value: UInt64) -> [UInt8] {
        var writer = WireWriter(capacity: Digest.byteCount)
        writer.put(raw: [UInt8](repeating: 0, count: Digest.byteCount - 8))
        writer.put(value)
        return writer.bytes
    }
}
