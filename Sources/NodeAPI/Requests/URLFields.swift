internal import Wire

/// The fields behind a path's question mark, or of a form: `name=value&…`.
package struct URLFields: Sendable {
    private var values: [ByteName: String] = [:]
    /// More than any page has; reading each takes time.
    private static let limit = 64

    init() {}

    /// Reads the fields.
    ///
    /// - Parameters:
    ///   - text: the bytes.
    ///   - place: what they are: the query or the form.
    /// - Throws: ``HTTPProblem`` for too many fields, and for one that stands twice or is no UTF-8.
    package init(_ text: some Collection<UInt8>, of place: String) throws(HTTPProblem) {
        let parts = text.split(separator: UInt8(ascii: "&"), maxSplits: Self.limit)
        guard parts.count <= Self.limit else {
            throw .invalid(nil, "The \(place) has more than \(Self.limit) fields.")
        }
        for part in parts {
            let end = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            guard let name = PercentEncoding.decode(part[..<end], plusIsSpace: true),
                let value = PercentEncoding.decode(part[end...].dropFirst(), plusIsSpace: true)
            else { throw .invalid(nil, "The \(place) is not percent-encoded UTF-8.") }
            guard values.updateValue(value, forKey: ByteName(name)) == nil else {
                throw .invalid(name, "The field stands twice in the \(place).")
            }
        }
    }

    /// The field's text, which may be empty; nil where it is missing.
    package subscript(_ name: String) -> String? { values[ByteName(name)] }

    /// The field's text; nil where it is missing or empty.
    package func text(_ name: String) -> String? {
        self[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The field as an index of the log; nil where it is missing.
    package func index(_ name: String) throws(HTTPProblem) -> UInt64? {
        guard let text = self[name] else { return nil }
        guard let index = DecimalText.parse(text) else {
            throw .invalid(name, "\(name) must be a number in decimal.")
        }
        return index
    }
}

/// Percent-encoding (RFC 3986 §2.1) of path segments, queries and forms, read strictly.
package enum PercentEncoding {
    /// The text behind the encoding; nil for `%` without two digits and for bytes that are no
    /// UTF-8.
    package static func decode(_ text: some Sequence<UInt8>, plusIsSpace: Bool) -> String? {
        var bytes: [UInt8] = []
        var rest = text.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(value(of:)),
                    let low = rest.next().flatMap(value(of:))
                else { return nil }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The text as one segment of a path or one value of a query.
    package static func encode(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += (byte < 16 ? "%0" : "%") + digits
            }
        }
        return result
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
