/// The names that we accept for logs and keys.
///
/// C2SP asks for a schema-less URL without Unicode spaces or `+`. We accept visible ASCII only:
/// then two names are equal exactly when their bytes are, and nothing that a reader sees can stand
/// for other bytes.
package enum LogName {
    /// The longest name in bytes.
    package static let maximumByteCount = 255

    /// Whether the text is 1…255 visible ASCII characters without `+`.
    package static func isAllowed(_ name: String) -> Bool {
        let bytes = name.utf8
        return !bytes.isEmpty && bytes.count <= maximumByteCount
            && bytes.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "+") }
    }
}
