internal import Identity
internal import Ledger
internal import Money
internal import Wire

/// The bytes of an entry: field by field, then in hexadecimal.
struct EntryFields: Sendable {
    struct Field: Sendable {
        let name: String
        let value: String
        /// An account or an entry that the value names; nil for other values.
        let href: String?
    }

    let fields: [Field]
    /// Whether the script reads the fields, too.
    let isAnswer: Bool
    let byteCount: String
    let hex: String

    /// The most items of a list that are shown.
    private static let itemLimit = 16

    init(_ entry: Entry) {
        let bytes = entry.encoded
        byteCount = CountText.counted(bytes.count, "byte")
        hex = Self.dump(bytes)
        let header = [
            Field(name: "version, type", value: "\(bytes[0]), \(bytes[1])", href: nil),
            Field(
                name: "timestampSeconds",
                value: "\(entry.timestampSeconds), \(TimeText.written(entry.timestampSeconds))",
                href: nil),
        ]
        let signature = Field(
            name: "signature", value: Hex.encode(entry.body.fields.signature.bytes), href: nil)
        isAnswer = entry.body.type == .answer
        fields = header + entry.body.listedFields.flatMap(Self.rows) + [signature]
    }

    /// One row; of a list one row per item.
    private static func rows(of field: EntryField) -> [Field] {
        guard case .list(let items) = field.value else { return [Field(field)] }
        let rows = items.prefix(itemLimit).enumerated().map { position, item in
            let values = item.map { "\($0.name) \(Field($0).value)" }
            return Field(
                name: "\(field.name) \(position + 1)", value: values.joined(separator: ", "),
                href: nil)
        }
        let rest = items.count - rows.count
        guard rest > 0 || items.isEmpty else { return rows }
        let count = items.isEmpty ? "none" : "and \(CountText.grouped(rest)) more"
        return rows + [Field(name: field.name, value: count, href: nil)]
    }

    /// Sixteen bytes per line, each line behind its offset.
    static func dump(_ bytes: [UInt8]) -> String {
        stride(from: 0, to: bytes.count, by: 16).map { start in
            let line = bytes[start..<min(start + 16, bytes.count)]
            let offset = String(String(0x10000 + start, radix: 16).dropFirst())
            return offset + "  " + line.map { Hex.encode([$0]) }.joined(separator: " ")
        }.joined(separator: "\n")
    }
}

extension EntryFields.Field {
    init(_ field: EntryField) {
        name = field.name
        (value, href) =
            switch field.value {
            case .number(let number): ("\(number)", nil)
            case .entry(let index): ("\(index)", "/receipts/\(index)")
            case .account(let account): ("\(account)", "/accounts/\(account)")
            case .key(let key): ("\(key)", nil)
            case .digest(let digest): (digest.hex, nil)
            case .bytes(let bytes): (Hex.encode(bytes), nil)
            case .list(let items): (CountText.counted(items.count, "item"), nil)
            }
    }
}
