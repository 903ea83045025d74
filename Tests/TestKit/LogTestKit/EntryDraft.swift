package import Identity
import Money
package import Wire

/// An entry of either layout, written field by field from docs/formats/ledger-entry.md by code that
/// shares nothing with the decoder under test; tests bend it before it is signed.
package struct EntryDraft: Sendable {
    package indirect enum Value: Sendable {
        case u8(UInt8), u16(UInt16), u32(UInt32), u64(UInt64)
        case account(AccountAddress)
        case digest(Digest)
        case id([UInt8])
        /// The struct's name in messages, and the fields of each element.
        case list(String, [[Field]])
    }

    package struct Field: Sendable {
        package let name: String
        package var value: Value
        package var isSigned = true
    }

    package let type: UInt8
    package var layout: UInt8
    /// The name of the message.
    package let name: String
    package var signer: AccountKey
    package var fields: [Field]
    /// What follows the fields of an answer.
    package var lines: LinesDraft?

    package init(
        _ type: UInt8, layout: UInt8 = 2, _ name: String, by signer: AccountKey,
        _ fields: [Field], lines: LinesDraft? = nil
    ) {
        self.type = type
        self.layout = layout
        self.name = name
        self.signer = signer
        self.fields = fields
        self.lines = lines
    }

    /// Changes the value of a field.
    package mutating func set(_ name: String, _ value: Value) {
        for position in fields.indices where fields[position].name == name {
            fields[position].value = value
        }
    }

    /// Changes the elements of a list.
    package mutating func change(_ name: String, _ change: (inout [[Field]]) -> Void) {
        for position in fields.indices where fields[position].name == name {
            guard case .list(let type, var elements) = fields[position].value else { continue }
            change(&elements)
            fields[position].value = .list(type, elements)
        }
    }

    package var message: TypedMessage {
        TypedMessage(name, fields.filter(\.isSigned).map { ($0.name, $0.value.typed) })
    }

    /// The whole entry, signed.
    package func bytes(timestamp: UInt64, in domain: SigningDomain) -> [UInt8] {
        var writer = WireWriter()
        writer.put(layout)
        writer.put(type)
        writer.put(timestamp)
        for field in fields { field.value.write(to: &writer) }
        lines?.write(to: &writer, layout: layout)
        writer.put(raw: signer.sign(message.signingDigest(in: domain)).bytes)
        return writer.bytes
    }
}

extension EntryDraft.Field {
    package static func signed(_ name: String, _ value: EntryDraft.Value) -> Self {
        Self(name: name, value: value)
    }

    package static func stated(_ name: String, _ value: EntryDraft.Value) -> Self {
        Self(name: name, value: value, isSigned: false)
    }
}

extension EntryDraft.Value {
    package static func account(_ key: AccountKey) -> Self { .account(key.address) }

    /// An element of the lists that may be empty, for the names and types of its fields.
    private static let blanks: [String: [EntryDraft.Field]] = [
        "Trainer": [.signed("account", .account(People.maker))]
    ]

    var typed: TypedValue {
        switch self {
        case .u8(let value): .uint(UInt64(value), bits: 8)
        case .u16(let value): .uint(UInt64(value), bits: 16)
        case .u32(let value): .uint(UInt64(value), bits: 32)
        case .u64(let value): .uint(value, bits: 64)
        case .account(let address): .address(address)
        case .digest(let digest): .bytes32(digest)
        case .id(let bytes): .bytes(bytes)
        case .list(let type, let elements):
            .structs(
                TypedStruct(
                    type,
                    (elements.first ?? Self.blanks[type] ?? []).map {
                        .init($0.name, $0.value.typed.kind)
                    }),
                elements.map { $0.map(\.value.typed) })
        }
    }

    func write(to writer: inout WireWriter) {
        switch self {
        case .u8(let value): writer.put(value)
        case .u16(let value): writer.put(value)
        case .u32(let value): writer.put(value)
        case .u64(let value): writer.put(value)
        case .account(let address): writer.put(raw: address.bytes)
        case .digest(let digest): writer.put(digest)
        case .id(let bytes): writer.put(raw: bytes)
        case .list(_, let elements):
            writer.put(UInt8(elements.count))
            for field in elements.joined() { field.value.write(to: &writer) }
        }
    }
}

/// The lines of an answer and the rest.
package struct LinesDraft: Sendable {
    package struct Line: Sendable {
        package var datanet: UInt64
        package var subject: UInt8 = 0
        package var number: UInt32
        package var evidence: UInt8 = 1
        package var account: AccountKey
        package var weight: UInt32
        package var lower: UInt32
        package var reason: UInt8 = 0
        package var amount: UInt64 = 0
        package var paid: UInt64 = 0
        package var held: UInt64 = 0

        /// A line whose amounts are settled with its neighbours'.
        package init(
            datanet: UInt64, number: UInt32, evidence: UInt8 = 1, account: AccountKey,
            weight: UInt32, lower: UInt32, reason: UInt8 = 0
        ) {
            self.datanet = datanet
            self.number = number
            self.evidence = evidence
            self.account = account
            self.weight = weight
            self.lower = lower
            self.reason = reason
        }
    }

    package var lines: [Line]
    package var unattributedWeight: UInt32 = 0
    package var unattributedAmount: UInt64 = 0

    /// Lines whose rest, amounts, paid and held follow from the weights.
    package init(_ lines: [Line], of contributorsPart: UInt64) {
        self.lines = lines
        let weights = lines.map { UInt64($0.weight) }
        unattributedWeight = UInt32(1_000_000_000 - weights.reduce(0, +))
        let amounts =
            Apportionment.largestRemainder(
                contributorsPart, by: weights + [UInt64(unattributedWeight)]) ?? []
        for position in lines.indices {
            let line = lines[position]
            let product = UInt128(amounts[position]) * UInt128(line.lower)
            let isHeld = line.reason >= 2 || line.weight == 0
            let paid = isHeld ? 0 : UInt64(product / UInt128(line.weight))
            self.lines[position].amount = amounts[position]
            self.lines[position].paid = paid
            self.lines[position].held = amounts[position] - paid
            if line.reason < 2 { self.lines[position].reason = amounts[position] > paid ? 1 : 0 }
        }
        unattributedAmount = amounts[lines.count]
    }

    func write(to writer: inout WireWriter, layout: UInt8) {
        writer.put(UInt8(lines.count))
        for line in lines {
            if layout == 2 {
                writer.put(line.datanet)
                writer.put(line.subject)
            }
            writer.put(line.number)
            if layout == 2 { writer.put(line.evidence) }
            writer.put(line.account)
            writer.put(line.weight)
            writer.put(line.lower)
            writer.put(line.amount)
            writer.put(line.paid)
            writer.put(line.held)
            writer.put(line.reason)
        }
        writer.put(unattributedWeight)
        writer.put(unattributedAmount)
    }
}
