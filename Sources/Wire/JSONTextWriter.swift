/// Appends JSON values to bytes; ``CanonicalJSON`` states the spelling of numbers and strings.
struct JSONTextWriter {
    enum Order { case kept, sorted }

    let order: Order
    /// Spaces a level, one member a line; nil for everything on one line without spaces.
    let indentation: Int?
    private(set) var bytes: [UInt8] = []

    init(order: Order, indentation: Int?) {
        self.order = order
        self.indentation = indentation
    }

    mutating func append(_ value: JSONValue, level: Int) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): append(String(value))
        case .decimal(let value):
            precondition(value.isFinite, "A JSON number is finite.")
            append(value.description)
        case .string(let value): append(quoted: value)
        case .array(let elements): append(elements, level: level)
        case .object(let members): append(members, level: level)
        }
    }

    private mutating func append(_ elements: [JSONValue], level: Int) {
        bytes.append(UInt8(ascii: "["))
        for (position, element) in elements.enumerated() {
            if position > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine(level: level + 1)
            append(element, level: level + 1)
        }
        if !elements.isEmpty { breakLine(level: level) }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func append(_ members: [(String, JSONValue)], level: Int) {
        bytes.append(UInt8(ascii: "{"))
        for (position, member) in arranged(members).enumerated() {
            if position > 0 { bytes.append(UInt8(ascii: ",")) }
            breakLine(level: level + 1)
            append(quoted: member.0)
            bytes.append(UInt8(ascii: ":"))
            if indentation != nil { bytes.append(0x20) }
            append(member.1, level: level + 1)
        }
        if !members.isEmpty { breakLine(level: level) }
        bytes.append(UInt8(ascii: "}"))
    }

    private func arranged(_ members: [(String, JSONValue)]) -> [(String, JSONValue)] {
        guard order == .sorted else { return members }
        let sorted = members.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
        for (left, right) in zip(sorted, sorted.dropFirst()) {
            precondition(
                !left.0.utf8.elementsEqual(right.0.utf8), "A JSON object's keys are distinct.")
        }
        return sorted
    }

    private mutating func append(quoted text: String) {
        bytes.append(UInt8(ascii: "\""))
        // Nearly every string is plain, and then copied whole.
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }) {
            append(text)
        } else {
            append(escaped: text)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func append(escaped text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x08: append("\\b")
            case 0x0C: append("\\f")
            case 0x0A: append("\\n")
            case 0x0D: append("\\r")
            case 0x09: append("\\t")
            case 0..<0x20: append("\\u00" + Hex.encode([byte]))
            default: bytes.append(byte)
            }
        }
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func breakLine(level: Int) {
        guard let indentation else { return }
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(0x20, count: indentation * level))
    }
}
