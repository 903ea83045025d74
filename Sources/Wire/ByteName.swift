/// A name that a stranger chose: the same as another only where its UTF-8 bytes are.
///
/// Swift's strings are equal where Unicode calls them canonically equivalent: an accent written as
/// one scalar or as two, K and the Kelvin sign. In files and on the wire these are two names, and
/// whoever keeps names in a set or as keys must not take them for one.
public struct ByteName: Hashable, Comparable, Sendable {
    /// The name.
    public let text: String

    /// Takes any text.
    public init(_ text: String) { self.text = text }

    /// Whether both have the same bytes.
    public static func == (left: ByteName, right: ByteName) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    /// By their bytes, as every list of names that is hashed or signed is sorted.
    public static func < (left: ByteName, right: ByteName) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    /// Feeds the bytes, and an end that no text holds.
    public func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
        hasher.combine(UInt8(0xFF))
    }
}

extension ByteName: ExpressibleByStringLiteral, CustomStringConvertible {
    /// A name that stands in our own sources.
    public init(stringLiteral text: String) { self.text = text }

    /// The name.
    public var description: String { text }
}
