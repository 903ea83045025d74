package import Identity
package import Wire

/// An entry read from its bytes alone.
package struct LoggedEntry: Sendable {
    /// The value of one field.
    enum Value: Hashable, Sendable {
        case number(UInt64)
        case address(AccountAddress)
        case bytes32(Digest)
        case id([UInt8])
    }

    /// What the entry says.
    package let kind: EntryKind
    /// When the log says it was written, in seconds since 1970.
    package let timestampSeconds: UInt64
    /// The values of the layout's fields, in its order.
    let values: [Value]
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
            let version = try reader.u8()
            guard version == EntryLayout.version else { throw EntryFault.version(version) }
            let type = try reader.u8()
            guard let kind = EntryKind(rawValue: type) else { throw EntryFault.kind(type) }
            self.kind = kind
            timestampSeconds = try reader.u64()
            var values: [Value] = []
            for field in EntryLayout.fields(of: kind) {
                values.append(try Self.value(field.form, from: &reader))
            }
            self.values = values
            attribution = kind == .answer ? try LoggedAttribution(from: &reader) : nil
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

    /// The number in a field that the kind's layout has.
    package func number(_ name: String) -> UInt64 {
        guard case .number(let number) = value(name) else {
            preconditionFailure("The layout of \(kind.name) has no number named \(name).")
        }
        return number
    }

    /// The account in a field that the kind's layout has.
    package func address(_ name: String) -> AccountAddress {
        guard case .address(let address) = value(name) else {
            preconditionFailure("The layout of \(kind.name) has no account named \(name).")
        }
        return address
    }

    /// The 32 bytes in a field that the kind's layout has.
    package func digest(_ name: String) -> Digest {
        guard case .bytes32(let digest) = value(name) else {
            preconditionFailure("The layout of \(kind.name) has no digest named \(name).")
        }
        return digest
    }

    /// The 16 bytes in a field that the kind's layout has.
    package func id(_ name: String) -> [UInt8] {
        guard case .id(let id) = value(name) else {
            preconditionFailure("The layout of \(kind.name) has no id named \(name).")
        }
        return id
    }

    private func value(_ name: String) -> Value? {
        let position = EntryLayout.fields(of: kind).firstIndex { $0.name == name }
        return position.map { values[$0] }
    }

    private static func value(
        _ form: EntryLayout.Form, from reader: inout WireReader
    ) throws(WireError) -> Value {
        switch form {
        case .u8: return .number(UInt64(try reader.u8()))
        case .u16: return .number(UInt64(try reader.u16()))
        case .u32: return .number(UInt64(try reader.u32()))
        case .u64: return .number(try reader.u64())
        case .bytes32: return .bytes32(try reader.digest())
        case .id: return .id(try reader.bytes(16))
        case .address: return .address(try reader.address())
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
