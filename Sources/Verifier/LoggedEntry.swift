package import Identity
package import Wire

/// An entry read from its bytes alone.
package struct LoggedEntry: Sendable {
    /// What the entry says.
    package let kind: EntryKind
    /// The layout of its bytes, 1 or 2.
    package let layout: UInt8
    /// When the log says it was written, in seconds since 1970.
    package let timestampSeconds: UInt64
    /// The fields of the layout with their values.
    let content: FieldValues
    /// Of an answer, who was paid for it; of other kinds, nil.
    package let attribution: LoggedAttribution?
    /// The last 65 bytes.
    package let signature: [UInt8]

    /// Reads an entry; every byte is read and none is left.
    ///
    /// - Throws: ``EntryFault``.
    package init(decoding bytes: [UInt8]) throws(EntryFault) {
        guard bytes.count <= EntryLayout.maximumByteCount else { throw .tooLong(bytes.count) }
        do {
            var reader = WireReader(bytes)
            layout = try reader.u8()
            let type = try reader.u8()
            if let name = EntryKind.reserved[type] { throw EntryFault.reserved(name) }
            guard let kind = EntryKind(rawValue: type) else { throw EntryFault.kind(type) }
            guard let table = EntryLayout.table(of: kind, layout: layout) else {
                throw EntryFault.layout(layout, kind)
            }
            self.kind = kind
            timestampSeconds = try reader.u64()
            content = try FieldValues(table.fields, from: &reader)
            attribution =
                kind == .answer
                ? try LoggedAttribution(
                    layout: layout, home: content.number("datanet"), from: &reader) : nil
            signature = try reader.bytes(RecoverableSignature.byteCount)
            try reader.finish()
        } catch let error as EntryFault {
            throw error
        } catch let error as WireError {
            throw .bytes(error)
        } catch {
            throw .bytes(.invalid("\(error)"))
        }
        try checkRanges()
    }

    /// The number in a field that the entry's layout has.
    package func number(_ name: String) -> UInt64 { content.number(name) }

    /// The account in a field that the entry's layout has.
    package func address(_ name: String) -> AccountAddress { content.address(name) }

    /// The 32 bytes in a field that the entry's layout has.
    package func digest(_ name: String) -> Digest { content.digest(name) }

    /// The 16 bytes in a field that the entry's layout has.
    package func id(_ name: String) -> [UInt8] { content.id(name) }

    /// The elements of a list that the entry's layout has.
    func list(_ name: String) -> [FieldValues] { content.list(name) }
}

/// Values under the names that a table gives them: of an entry, or of an element of a list.
struct FieldValues: Sendable {
    enum Value: Sendable {
        case number(UInt64)
        case address(AccountAddress)
        case bytes32(Digest)
        case id([UInt8])
        case list([FieldValues])
    }

    let fields: [EntryLayout.Field]
    let values: [Value]

    init(_ fields: [EntryLayout.Field], from reader: inout WireReader) throws {
        self.fields = fields
        var values: [Value] = []
        values.reserveCapacity(fields.count)
        for field in fields { values.append(try Self.value(of: field, from: &reader)) }
        self.values = values
    }

    func number(_ name: String) -> UInt64 {
        guard case .number(let number) = value(name) else { Self.isAbsent(name, "number") }
        return number
    }

    func address(_ name: String) -> AccountAddress {
        guard case .address(let address) = value(name) else { Self.isAbsent(name, "account") }
        return address
    }

    func digest(_ name: String) -> Digest {
        guard case .bytes32(let digest) = value(name) else { Self.isAbsent(name, "digest") }
        return digest
    }

    func id(_ name: String) -> [UInt8] {
        guard case .id(let id) = value(name) else { Self.isAbsent(name, "id") }
        return id
    }

    func list(_ name: String) -> [FieldValues] {
        guard case .list(let elements) = value(name) else { Self.isAbsent(name, "list") }
        return elements
    }

    private func value(_ name: String) -> Value? {
        fields.firstIndex { $0.name == name }.map { values[$0] }
    }

    private static func isAbsent(_ name: String, _ form: String) -> Never {
        preconditionFailure("The layout has no \(form) named \(name).")
    }

    private static func value(
        of field: EntryLayout.Field, from reader: inout WireReader
    ) throws -> Value {
        switch field.form {
        case .u8: return .number(UInt64(try reader.u8()))
        case .u16: return .number(UInt64(try reader.u16()))
        case .u32: return .number(UInt64(try reader.u32()))
        case .u64: return .number(try reader.u64())
        case .bytes32: return .bytes32(try reader.digest())
        case .id: return .id(try reader.bytes(16))
        case .address: return .address(try reader.address())
        case .list(let list):
            let count = Int(try reader.u8())
            guard list.counts.contains(count) else {
                throw EntryFault.value(
                    field: "the number of \(field.name)",
                    rule: "is \(list.counts.lowerBound) to \(list.counts.upperBound)")
            }
            var elements: [FieldValues] = []
            for _ in 0..<count { elements.append(try FieldValues(list.fields, from: &reader)) }
            return .list(elements)
        }
    }
}

extension WireReader {
    /// Reads the 20 bytes of an account.
    mutating func address() throws(WireError) -> AccountAddress {
        let start = offset
        guard let address = AccountAddress(try bytes(AccountAddress.byteCount)) else {
            throw .truncated(offset: start)
        }
        return address
    }
}
