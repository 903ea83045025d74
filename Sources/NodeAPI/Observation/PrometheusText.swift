/// Spelling in Prometheus' text format 0.0.4.
enum PrometheusText {
    /// A metric's name: letters, digits and underscores; the suffix stands once.
    static func name(_ label: String, suffix: String = "") -> String {
        let name = identifier(label)
        return name.hasSuffix(suffix) ? name : name + suffix
    }

    /// Labels as they stand between braces.
    static func labels(_ dimensions: [(String, String)]) -> String {
        dimensions.map { "\(identifier($0))=\"\(escaped($1))\"" }.joined(separator: ",")
    }

    /// One sample.
    static func line(_ name: String, _ labels: String, _ value: Double) -> String {
        name + (labels.isEmpty ? "" : "{\(labels)}") + " \(number(value))\n"
    }

    /// A number; whole ones without a fraction.
    static func number(_ value: Double) -> String {
        Int64(exactly: value).map(String.init) ?? value.description
    }

    private static func identifier(_ text: String) -> String {
        let mapped = String(
            decoding: text.utf8.map { isAllowed($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
        let startsWithDigit = mapped.utf8.first.map { $0 < UInt8(ascii: "A") } ?? true
        return startsWithDigit ? "_" + mapped : mapped
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x5C || $0 == 0x22 || $0 == 0x0A }) else {
            return value
        }
        return value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n")
    }
}
