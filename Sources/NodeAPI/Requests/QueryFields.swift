internal import Wire

/// The parameters behind a path's question mark.
struct QueryFields: Sendable {
    private var values: [String: String] = [:]

    /// Reads `name=value&…`.
    ///
    /// - Throws: ``HTTPProblem`` for a parameter that stands twice or is no UTF-8.
    init(_ query: String?) throws(HTTPProblem) {
        for part in (query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            let end = part.firstIndex(of: UInt8(ascii: "="))
            let value = end.map { part[part.index(after: $0)...] }
            guard
                let name = PercentEncoding.decode(
                    part[..<(end ?? part.endIndex)], plusIsSpace: true),
                let text = PercentEncoding.decode(
                    value ?? part[part.endIndex...], plusIsSpace: true)
            else { throw .invalid(nil, "The query is not percent-encoded UTF-8.") }
            guard values.updateValue(text, forKey: name) == nil else {
                throw .invalid(name, "The parameter stands twice in the query.")
            }
        }
    }

    /// The parameter's text; nil where it is missing.
    subscript(_ name: String) -> String? { values[name] }

    /// The parameter as an index of the log; nil where it is missing.
    func index(_ name: String) throws(HTTPProblem) -> UInt64? {
        guard let text = values[name] else { return nil }
        guard let index = DecimalText.parse(text) else {
            throw .invalid(name, "\(name) must be a number in decimal.")
        }
        return index
    }
}
