/// The one spelling of a JSON value that is hashed, signed and compared.
///
/// Members sorted by the UTF-8 bytes of their keys, no white space, integers in full, decimals as
/// Swift's shortest description that reads back to the same Double (`1.0`, `1e-07`, `5e-324`), and
/// no escapes but those that RFC 8259 §7 demands: `\"`, `\\`, and `\b \f \n \r \t` or `\u00xx` for
/// the characters under 0x20. This is close to RFC 8785, which sorts by UTF-16 units and writes
/// numbers as ECMAScript does.
public enum CanonicalJSON {
    /// The canonical bytes.
    ///
    /// - Precondition: decimals are finite and an object's keys are distinct.
    public static func encode(_ value: JSONValue) -> [UInt8] {
        var writer = JSONTextWriter(order: .sorted, indentation: nil)
        writer.append(value, level: 0)
        return writer.bytes
    }

    /// The canonical bytes as text.
    public static func text(_ value: JSONValue) -> String {
        String(decoding: encode(value), as: UTF8.self)
    }

    /// Reads a text of at most `limit` bytes that must be canonical.
    ///
    /// - Throws: ``JSONError``, with ``JSONError/notCanonical`` for a sound text that
    ///   ``encode(_:)`` would have written otherwise.
    public static func parse(_ bytes: [UInt8], limit: Int) throws(JSONError) -> JSONValue {
        let value = try JSONValue(parsing: bytes, limit: limit)
        guard encode(value) == bytes else { throw .notCanonical }
        return value
    }
}

extension JSONValue {
    /// The value on one line with members in their order, as commands print it.
    ///
    /// - Precondition: decimals are finite.
    public var text: String { String(decoding: textBytes, as: UTF8.self) }

    /// The bytes of ``text``.
    ///
    /// - Precondition: decimals are finite.
    public var textBytes: [UInt8] {
        var writer = JSONTextWriter(order: .kept, indentation: nil)
        writer.append(self, level: 0)
        return writer.bytes
    }

    /// The value over several lines, indented by two spaces a level, members in their order.
    ///
    /// - Precondition: decimals are finite.
    public var prettyText: String {
        var writer = JSONTextWriter(order: .kept, indentation: 2)
        writer.append(self, level: 0)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
