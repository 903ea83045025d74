public import Wire

/// A flat struct of EIP-712: what a wallet shows to its owner field by field, and signs.
///
/// The struct's definition follows from the values: `Name(type1 name1,type2 name2,…)` in the order
/// of the fields.
public struct TypedMessage: Sendable {
    /// The struct's name.
    public let typeName: String
    /// The fields' names and values, in the order of the definition.
    public let fields: [(name: String, value: TypedValue)]

    /// A struct with its values.
    ///
    /// - Precondition: the names are identifiers of ASCII letters, digits, `_` and `$` that do not
    ///   begin with a digit, and no field's name comes twice.
    public init(_ typeName: String, _ fields: [(String, TypedValue)]) {
        precondition(
            ([typeName] + fields.map(\.0)).allSatisfy(Self.isIdentifier),
            "EIP-712 names are identifiers.")
        precondition(
            Set(fields.map(\.0)).count == fields.count, "EIP-712 fields have distinct names.")
        self.typeName = typeName
        self.fields = fields.map { (name: $0.0, value: $0.1) }
    }

    /// The struct's definition: `encodeType` of EIP-712.
    public var typeDefinition: String {
        let members = fields.map { "\($0.value.typeName) \($0.name)" }
        return "\(typeName)(\(members.joined(separator: ",")))"
    }

    /// keccak256(typeHash ‖ encodeData): `hashStruct` of EIP-712.
    public var structDigest: Digest {
        var writer = WireWriter(capacity: Digest.byteCount * (fields.count + 1))
        writer.put(Keccak256.digest(Array(typeDefinition.utf8)))
        for field in fields { writer.put(raw: field.value.encoded) }
        return Keccak256.digest(writer.bytes)
    }

    /// keccak256(0x19 0x01 ‖ domain separator ‖ struct digest): what is signed.
    public func signingDigest(in domain: SigningDomain) -> Digest {
        var writer = WireWriter(capacity: 2 + 2 * Digest.byteCount)
        writer.put(raw: [0x19, 0x01])
        writer.put(domain.separator)
        writer.put(structDigest)
        return Keccak256.digest(writer.bytes)
    }

    private static func isIdentifier(_ name: String) -> Bool {
        guard let first = name.utf8.first, !isDigit(first) else { return false }
        return name.utf8.allSatisfy { character in
            switch character {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "_"), UInt8(ascii: "$"):
                true
            default: isDigit(character)
            }
        }
    }

    private static func isDigit(_ character: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character)
    }
}
