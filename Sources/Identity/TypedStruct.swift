public import Wire

/// The definition of a struct of EIP-712: what it is called and of what type its members are.
///
/// A definition is hashed once, when it is made; the values of any number of messages use it.
public struct TypedStruct: Hashable, Sendable {
    /// One member: its name and type.
    public struct Member: Hashable, Sendable {
        /// The name.
        public let name: String
        /// The type.
        public let type: TypedValue.Kind

        /// A member.
        public init(_ name: String, _ type: TypedValue.Kind) {
            self.name = name
            self.type = type
        }
    }

    /// The struct's name.
    public let name: String
    /// The members in their order.
    public let members: [Member]
    /// `encodeType` of EIP-712: the struct, then every struct it refers to, sorted by name.
    public let definition: String
    /// keccak256 of the definition.
    public let typeHash: Digest

    /// A definition.
    ///
    /// - Precondition: the names are identifiers of ASCII letters, digits, `_` and `$` that do not
    ///   begin with a digit, and no member's name comes twice.
    public init(_ name: String, _ members: [Member]) {
        precondition(
            ([name] + members.map(\.name)).allSatisfy(Self.isIdentifier),
            "EIP-712 names are identifiers.")
        precondition(
            Set(members.map(\.name)).count == members.count,
            "EIP-712 fields have distinct names.")
        self.name = name
        self.members = members
        var referenced: [String: String] = [:]
        for member in members { member.type.element?.collect(into: &referenced) }
        definition =
            Self.definition(name, members)
            + referenced.sorted { $0.key < $1.key }.map(\.value).joined()
        typeHash = Keccak256.digest(Array(definition.utf8))
    }

    /// keccak256(typeHash ‖ encodeData): `hashStruct` of EIP-712.
    ///
    /// - Precondition: there is a value for each member.
    func digest(of values: [TypedValue]) -> Digest {
        precondition(values.count == members.count, "A struct has a value for each member.")
        var writer = WireWriter(capacity: Digest.byteCount * (values.count + 1))
        writer.put(typeHash)
        for value in values { value.write(to: &writer) }
        return Keccak256.digest(writer.bytes)
    }

    private func collect(into found: inout [String: String]) {
        guard found.updateValue(Self.definition(name, members), forKey: name) == nil else { return }
        for member in members { member.type.element?.collect(into: &found) }
    }

    private static func definition(_ name: String, _ members: [Member]) -> String {
        "\(name)(\(members.map { "\($0.type.name) \($0.name)" }.joined(separator: ",")))"
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
