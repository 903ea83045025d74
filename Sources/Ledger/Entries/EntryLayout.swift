package import Identity
package import Wire

/// How the fields of one type of entry stand in bytes, one row per field, in order.
///
/// Reading, writing, the message that is signed and the list for pages all follow from the table;
/// docs/formats/ledger-entry.md has the same table in words.
struct EntryLayout<Fields: Sendable>: Sendable {
    private let fields: [LayoutField<Fields>]
    private let signed: [LayoutField<Fields>.Part]
    /// The struct that is signed.
    let type: TypedStruct

    /// - Parameters:
    ///   - name: the name of the struct that is signed.
    ///   - fields: what stands behind the header, but for the signature.
    init(_ name: String, _ fields: LayoutField<Fields>...) { self.init(name, fields) }

    init(_ name: String, _ fields: [LayoutField<Fields>]) {
        self.fields = fields
        signed = fields.filter(\.isSigned).flatMap(\.parts)
        type = TypedStruct(name, signed.map { TypedStruct.Member($0.name, $0.kind) })
    }

    func read(_ reader: inout EntryReader, into value: inout Fields) throws(EntryError) {
        for field in fields { try field.read(&reader, &value) }
    }

    func write(_ value: Fields, to writer: inout WireWriter) {
        for field in fields { field.write(value, &writer) }
    }

    /// The values of the signed struct.
    func typedValues(of value: Fields) -> [TypedValue] { signed.map { $0.value(value) } }

    func message(of value: Fields) -> TypedMessage { TypedMessage(type, typedValues(of: value)) }

    func listed(_ value: Fields) -> [EntryField] {
        fields.flatMap { field in
            field.parts.map {
                EntryField(
                    name: $0.name, value: EntryField.Value($0.value(value), $0.meaning),
                    isSigned: field.isSigned)
            }
        }
    }
}

/// One row of a layout.
struct LayoutField<Fields: Sendable>: Sendable {
    /// A member of the signed struct and a line on a page; most fields are one.
    struct Part: Sendable {
        let name: String
        let kind: TypedValue.Kind
        var meaning = EntryField.Meaning.plain
        let value: @Sendable (Fields) -> TypedValue
    }

    typealias Reading = @Sendable (inout EntryReader, inout Fields) throws(EntryError) -> Void
    typealias Writing = @Sendable (Fields, inout WireWriter) -> Void

    let parts: [Part]
    private(set) var isSigned = true
    let read: Reading
    let write: Writing

    init(_ parts: [Part], read: @escaping Reading, write: @escaping Writing) {
        self.parts = parts
        self.read = read
        self.write = write
    }

    /// The same field, not covered by the signature.
    var unsigned: LayoutField {
        var field = self
        field.isSigned = false
        return field
    }
}

/// A struct of which an entry holds a list.
protocol LayoutElement: Sendable {
    /// The struct's fields.
    static var layout: EntryLayout<Self> { get }
    /// What a reader fills in.
    static var blank: Self { get }
}

/// Where a field's value is kept in the fields of an entry.
typealias LayoutPath<Fields, Value> = any WritableKeyPath<Fields, Value> & Sendable

/// The kinds of row.
extension LayoutField {
    /// A value of fixed width.
    static func field<Value: LayoutValue>(
        _ name: String, _ path: LayoutPath<Fields, Value>, _ meaning: EntryField.Meaning = .plain
    ) -> LayoutField {
        LayoutField([
            Part(name: name, kind: Value.kind, meaning: meaning) { $0[keyPath: path].typed }
        ]) { reader, fields throws(EntryError) in
            fields[keyPath: path] = try Value(from: &reader)
        } write: {
            $0[keyPath: path].write(to: &$1)
        }
    }

    /// A value of fixed width that is refused by name outside a range.
    static func field<Value: LayoutValue & Comparable>(
        _ name: String, _ path: LayoutPath<Fields, Value>,
        in range: some RangeExpression<Value> & Sendable,
        else error: @autoclosure @escaping @Sendable () -> EntryError
    ) -> LayoutField {
        let unchecked = Self.field(name, path)
        return LayoutField(unchecked.parts) { reader, fields throws(EntryError) in
            try unchecked.read(&reader, &fields)
            guard range.contains(fields[keyPath: path]) else { throw error() }
        } write: {
            unchecked.write($0, &$1)
        }
    }

    /// A count in one byte and as many structs.
    static func list<Element: LayoutElement>(
        _ name: String, _ path: LayoutPath<Fields, [Element]>, _ counts: ClosedRange<UInt8>,
        else error: @escaping @Sendable (UInt8) -> EntryError
    ) -> LayoutField {
        let layout = Element.layout
        let part = Part(name: name, kind: .structs(layout.type)) {
            .structs(layout.type, $0[keyPath: path].map(layout.typedValues))
        }
        return LayoutField([part]) { reader, fields throws(EntryError) in
            let count = try reader.u8()
            guard counts.contains(count) else { throw error(count) }
            var items = [Element](repeating: .blank, count: Int(count))
            for position in items.indices {
                try layout.read(&reader, into: &items[position])
            }
            fields[keyPath: path] = items
        } write: {
            let items = $0[keyPath: path]
            $1.put(UInt8(items.count))
            for item in items { layout.write(item, to: &$1) }
        }
    }

    /// A byte that has one value so far.
    static func reserved(
        _ name: String, _ value: UInt8, else error: @escaping @Sendable (UInt8) -> EntryError
    ) -> LayoutField {
        LayoutField([Part(name: name, kind: UInt8.kind) { _ in value.typed }]) {
            reader, _ throws(EntryError) in
            let byte = try reader.u8()
            guard byte == value else { throw error(byte) }
        } write: {
            $1.put(value)
        }
    }
}

/// One field of an entry, as a page shows it.
package struct EntryField: Equatable, Sendable {
    /// The field's name in docs/formats/ledger-entry.md.
    package let name: String
    /// Its value.
    package let value: Value
    /// Whether the entry's signature covers it.
    package let isSigned: Bool

    /// What stands in a field.
    package enum Value: Equatable, Sendable {
        /// A number, an amount in nano-OPEN or a code.
        case number(UInt64)
        /// The index of another entry.
        case entry(UInt64)
        /// An account.
        case account(AccountAddress)
        /// A key that needs no account; zero bytes where there is none.
        case key(AccountAddress)
        /// A digest or other 32 bytes.
        case digest(Digest)
        /// Other bytes.
        case bytes([UInt8])
        /// A list, each item with fields of its own.
        case list([[EntryField]])

        init(_ value: TypedValue, _ meaning: Meaning) {
            self =
                switch (value, meaning) {
                case (.uint(let number, _), .entry): .entry(number)
                case (.uint(let number, _), _): .number(number)
                case (.address(let address), .account): .account(address)
                case (.address(let address), _): .key(address)
                case (.bytes32(let digest), _): .digest(digest)
                case (.bytes(let bytes), _): .bytes(bytes)
                case (.string(let text), _): .bytes(Array(text.utf8))
                case (.bool(let isTrue), _): .number(isTrue ? 1 : 0)
                case (.structs(let type, let items), _):
                    .list(
                        items.map { item in
                            zip(type.members, item).map {
                                EntryField(
                                    name: $0.name, value: Value($1, .plain), isSigned: true)
                            }
                        })
                }
        }
    }

    /// What a number or an address means.
    enum Meaning: Sendable {
        case plain, entry, account
    }
}
