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
    let byteCount: String
    let hex: String

    /// Fields whose number is the index of another entry.
    private static let references: Set = [
        "deploy", "datanet", "evaluation", "policy", "manifest", "result", "commitIndex",
    ]

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
        let message = entry.body.fields.message
        fields =
            header + message.fields.map { Self.field($0.name, $0.value) } + Self.unsigned(entry)
            + [
                Field(
                    name: "signature", value: Hex.encode(entry.body.fields.signature.bytes),
                    href: nil)
            ]
    }

    private static func field(_ name: String, _ value: TypedValue) -> Field {
        switch value {
        case .uint(let number, _):
            Field(
                name: name, value: "\(number)",
                href: references.contains(name) ? "/receipts/\(number)" : nil)
        case .bytes32(let digest): Field(name: name, value: digest.hex, href: nil)
        // A beacon's key needs no account.
        case .address(let account):
            Field(
                name: name, value: account.description,
                href: name == "beaconKey" ? nil : "/accounts/\(account)")
        case .bytes(let bytes): Field(name: name, value: Hex.encode(bytes), href: nil)
        case .string(let text): Field(name: name, value: text, href: nil)
        case .bool(let isTrue): Field(name: name, value: "\(isTrue)", href: nil)
        }
    }

    /// What the node adds to a payer's question; the signature does not cover it.
    private static func unsigned(_ entry: Entry) -> [Field] {
        switch entry.body {
        case .answer(let answer):
            [
                Field(name: "fee", value: "\(answer.fee.nanoOPEN)", href: nil),
                Field(name: "answerCommitment", value: answer.answerCommitment.hex, href: nil),
                Field(
                    name: "shares",
                    value: answer.shares.inOrder.map { "\($0)" }.joined(separator: ", "),
                    href: nil),
                Field(
                    name: "method", value: "\(answer.methodId).\(answer.methodVersion)", href: nil),
                Field(name: "indexDigest", value: answer.indexDigest.hex, href: nil),
                Field(
                    name: "grade",
                    value: "\(answer.grade.rawValue), " + AnswerCard.sentence(answer.grade),
                    href: nil),
                field("makerAccount", .address(answer.makerAccount)),
                field("nodeAccount", .address(answer.nodeAccount)),
                field("baseModelAccount", .address(answer.baseModelAccount)),
                field("datanet", .uint(answer.datanet, bits: 64)),
                Field(name: "lines", value: "\(answer.lines.count) × 57 bytes", href: nil),
                Field(
                    name: "unattributedWeight", value: "\(answer.unattributedWeight.value)",
                    href: nil),
                Field(
                    name: "unattributedAmount", value: "\(answer.unattributedAmount.nanoOPEN)",
                    href: nil),
            ]
        case .contributionReveal(let reveal):
            [
                Field(name: "acceptedCount", value: "\(reveal.acceptedCount)", href: nil),
                Field(name: "duplicateCount", value: "\(reveal.duplicateCount)", href: nil),
            ]
        default: []
        }
    }

    /// Sixteen bytes a line, each line behind its offset.
    static func dump(_ bytes: [UInt8]) -> String {
        stride(from: 0, to: bytes.count, by: 16).map { start in
            let line = bytes[start..<min(start + 16, bytes.count)]
            let offset = String(String(0x10000 + start, radix: 16).dropFirst())
            return offset + "  " + line.map { Hex.encode([$0]) }.joined(separator: " ")
        }.joined(separator: "\n")
    }
}
