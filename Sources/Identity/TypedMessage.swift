public import Wire

/// A struct of EIP-712 with its values: what a wallet shows to its owner field by field, and signs.
public struct TypedMessage: Sendable {
    /// The struct's definition.
    public let type: TypedStruct
    /// A value for each member, in the order of the definition.
    public let values: [TypedValue]

    /// A struct with its values, whose definition follows from them.
    ///
    /// - Precondition: as for ``TypedStruct/init(_:_:)``.
    public init(_ typeName: String, _ fields: [(String, TypedValue)]) {
        self.init(
            TypedStruct(typeName, fields.map { TypedStruct.Member($0.0, $0.1.kind) }),
            fields.map(\.1))
    }

    /// A struct with its values.
    ///
    /// - Precondition: there is a value of the right type for each member.
    public init(_ type: TypedStruct, _ values: [TypedValue]) {
        precondition(
            values.count == type.members.count, "A struct has a value for each member.")
        assert(
            zip(values, type.members).allSatisfy { $0.kind == $1.type },
            "A member's value is of its type.")
        self.type = type
        self.values = values
    }

    /// The struct's name.
    public var typeName: String { type.name }

    /// The fields' names and values, in the order of the definition.
    public var fields: [(name: String, value: TypedValue)] {
        zip(type.members, values).map { (name: $0.name, value: $1) }
    }

    /// The struct's definition: `encodeType` of EIP-712.
    public var typeDefinition: String { type.definition }

    /// keccak256(typeHash ‖ encodeData): `hashStruct` of EIP-712.
    public var structDigest: Digest { type.digest(of: values) }

    /// keccak256(0x19 0x01 ‖ domain separator ‖ struct digest): what is signed.
    public func signingDigest(in domain: SigningDomain) -> Digest {
        var writer = WireWriter(capacity: 2 + 2 * Digest.byteCount)
        writer.put(raw: [0x19, 0x01])
        writer.put(domain.separator)
        writer.put(structDigest)
        return Keccak256.digest(writer.bytes)
    }
}
