import Identity
import Wire

/// The fields of an entry, in order, as docs/formats/ledger-entry.md lists them: one table for each
/// kind and layout, in the row of the kind (``EntryRules``).
///
/// The tables are the whole decoder: a field's offset follows from the fields before it, and the
/// EIP-712 message of an entry is its signed fields in the same order. The lines of an answer
/// follow its fields, and the signature comes last in every entry; neither is listed.
struct EntryLayout: Sendable {
    /// How a field is written.
    enum Form: Sendable {
        case u8, u16, u32, u64
        /// 20 bytes.
        case address
        /// 32 bytes.
        case bytes32
        /// 16 bytes, in messages of the dynamic type `bytes`.
        case id
        /// A length in one byte, then the elements; in messages an array of structs.
        case list(List)

        /// The type of the field in messages.
        var kind: TypedValue.Kind {
            switch self {
            case .u8: .uint(bits: 8)
            case .u16: .uint(bits: 16)
            case .u32: .uint(bits: 32)
            case .u64: .uint(bits: 64)
            case .address: .address
            case .bytes32: .bytes32
            case .id: .bytes
            case .list(let list): .structs(list.element)
            }
        }
    }

    /// A list: what one element holds, and how many there may be.
    struct List: Sendable {
        let fields: [Field]
        let counts: ClosedRange<Int>
        let element: TypedStruct

        init(of name: String, _ counts: ClosedRange<Int>, _ fields: [Field]) {
            self.fields = fields
            self.counts = counts
            element = TypedStruct(name, fields.map { .init($0.name, $0.form.kind) })
        }
    }

    struct Field: Sendable {
        let name: String
        let form: Form
        /// Whether the signed message holds it.
        let isSigned: Bool
        /// The numbers that it may have; nil where every number of its width will do.
        let range: ClosedRange<UInt64>?
    }

    static let maximumByteCount = 65_535
    static let maximumLineCount = 64

    /// The fields before an answer's lines; of every other kind, all fields.
    let fields: [Field]
    /// The definition of the signed message.
    let message: TypedStruct

    init(_ kind: EntryKind, _ fields: [Field]) {
        self.fields = fields
        message = TypedStruct(
            kind.name.prefix(1).uppercased() + kind.name.dropFirst(),
            fields.filter(\.isSigned).map { .init($0.name, $0.form.kind) })
    }

    /// The table of a kind in a layout; nil where the kind has no such layout.
    static func table(of kind: EntryKind, layout: UInt8) -> EntryLayout? {
        let layouts = kind.rules.layouts
        return (1...layouts.count).contains(Int(layout)) ? layouts[Int(layout) - 1] : nil
    }
}

extension EntryLayout.Field {
    /// A field that the signed message holds, and the numbers that it may have.
    static func signed(
        _ name: String, _ form: EntryLayout.Form, _ range: ClosedRange<UInt64>? = nil
    ) -> Self {
        Self(name: name, form: form, isSigned: true, range: range)
    }

    /// A field that stands in the entry alone, and the numbers that it may have.
    static func stated(
        _ name: String, _ form: EntryLayout.Form, _ range: ClosedRange<UInt64>? = nil
    ) -> Self {
        Self(name: name, form: form, isSigned: false, range: range)
    }
}

/// The names of the six parts of a fee in the order of the format.
enum FeeShareNames {
    static let inOrder = ["contributors", "modelMaker", "node", "baseModel", "burn", "stakers"]
    /// The same for a reader.
    static let words = ["contributors", "model maker", "node", "base model", "burn", "stakers"]
}
