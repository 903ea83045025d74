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
    /// An array of structs of one type, each as the values of its members.
    case structs(TypedStruct, [[TypedValue]])

    /// The type of a value.
    public enum Kind: Hashable, Sendable {
        /// `uint<bits>`.
        case uint(bits: Int)
        /// `bytes32`.
        case bytes32
        /// `address`.
        case address
        /// `bytes`.
        case bytes
        /// `string`.
        case string
        /// `bool`.
        case bool
        /// `Name[]`.
        case structs(TypedStruct)

        /// The name in a struct's definition.
        var name: String {
            switch self {
            case .uint(let bits): "uint\(bits)"
            case .bytes32: "bytes32"
            case .address: "address"
            case .bytes: "bytes"
            case .string: "string"
            case .bool: "bool"
            case .structs(let element): element.name + "[]"
            }
        }

        /// The struct that the type refers to.
        var element: TypedStruct? {
            switch self {
            case .structs(let element): element
            case .uint, .bytes32, .address, .bytes, .string, .bool: nil
            }
        }
    }

    /// The value's type.
    public var kind: Kind {
        switch self {
        case .uint(_, let bits): .uint(bits: bits)
        case .bytes32: .bytes32
        case .address: .address
        case .bytes: .bytes
        case .string: .string
        case .bool: .bool
        case .structs(let element, _): .structs(element)
        }
    }

    /// Appends the 32 bytes that stand for the value: `encodeData` of EIP-712.
    ///
    /// - Precondition: an integer fits the bits of its type.
    func write(to writer: inout WireWriter) {
        switch self {
        case .uint(let value, let bits):
            precondition(
                (8...256).contains(bits) && bits.isMultiple(of: 8),
                "An EIP-712 integer has a multiple of 8 bits, up to 256.")
            precondition(
                bits >= UInt64.bitWidth || value >> UInt64(bits) == 0,
                "An EIP-712 integer fits the bits of its type.")
            Self.writeWord(value, to: &writer)
        case .bytes32(let digest): writer.put(digest)
        case .address(let address):
            writer.put(raw: [UInt8](repeating: 0, count: Digest.byteCount - address.bytes.count))
            writer.put(raw: address.bytes)
        case .bytes(let bytes): writer.put(Keccak256.digest(bytes))
        case .string(let text): writer.put(Keccak256.digest(Array(text.utf8)))
        case .bool(let value): Self.writeWord(value ? 1 : 0, to: &writer)
        case .structs(let element, let items):
            var digests = WireWriter(capacity: Digest.byteCount * items.count)
            for item in items { digests.put(element.digest(of: item)) }
            writer.put(Keccak256.digest(digests.bytes))
        }
    }

    private static func writeWord(_ value: UInt64, to writer: inout WireWriter) {
        for _ in 0..<3 { writer.put(UInt64(0)) }
        writer.put(value)
    }
}
