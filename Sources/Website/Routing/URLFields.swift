internal import NodeAPI

/// The fields of a form or of a query, `name=value&…`; of a repeated one the last.
package struct URLFields: Sendable {
    private var values: [String: String] = [:]

    /// Reads the fields; nil when they are not percent-encoded UTF-8.
    package init?(_ text: some Collection<UInt8>) {
        for part in text.split(separator: UInt8(ascii: "&")) {
            let end = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            guard let name = PercentEncoding.decode(part[..<end], plusIsSpace: true),
                let value = PercentEncoding.decode(part[end...].dropFirst(), plusIsSpace: true)
            else { return nil }
            values[name] = value
        }
    }

    /// The field's text; nil where it is missing or empty.
    package subscript(_ name: String) -> String? {
        guard let value = values[name], !value.isEmpty else { return nil }
        return value
    }
}
