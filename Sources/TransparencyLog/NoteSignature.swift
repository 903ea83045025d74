import Wire

/// One signature line of a note: `— name base64(key id ‖ signature)` (c2sp.org/signed-note).
public struct NoteSignature: Hashable, Sendable {
    /// The longest signature in bytes; the largest assigned type needs 2,428.
    public static let maximumByteCount = 8192

    /// The key's name as it stands in the line; of a stranger's key it may be any UTF-8.
    public let nameBytes: [UInt8]
    /// The four bytes that pick among keys of one name.
    public let keyID: UInt32
    /// What the key made; its form depends on the key's type.
    public let signature: [UInt8]

    /// The key's name as text.
    public var name: String { String(decoding: nameBytes, as: UTF8.self) }

    package init(key: VerifierKey, signature: [UInt8]) {
        nameBytes = Array(key.name.utf8)
        keyID = key.keyID
        self.signature = signature
    }

    /// Reads a line without its newline.
    init(line: ArraySlice<UInt8>) throws(NoteError) {
        guard line.starts(with: Self.marker) else { throw .badSignatureLine }
        let parts = line.dropFirst(Self.marker.count)
            .split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 2, Self.isAllowed(name: parts[0]) else { throw .badSignatureLine }
        guard parts[1].count <= Self.maximumByteCount * 4 / 3 + 8 else {
            throw .signatureTooLong
        }
        guard let payload = Base64.decode(String(decoding: parts[1], as: UTF8.self)),
            payload.count > 4
        else { throw .badSignatureLine }
        guard payload.count - 4 <= Self.maximumByteCount else { throw .signatureTooLong }
        nameBytes = Array(parts[0])
        keyID = payload.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        signature = Array(payload.dropFirst(4))
    }

    /// The line with its newline.
    var line: [UInt8] {
        Self.marker + nameBytes
            + Array(" \(Base64.encode(keyID.bigEndianBytes + signature))\n".utf8)
    }

    /// Whether name and key id are the key's.
    package func isFrom(_ key: VerifierKey) -> Bool {
        keyID == key.keyID && nameBytes.elementsEqual(key.name.utf8)
    }

    func hasSameKey(as other: NoteSignature) -> Bool {
        keyID == other.keyID && nameBytes == other.nameBytes
    }

    /// Em dash and space.
    private static let marker: [UInt8] = [0xE2, 0x80, 0x94, 0x20]

    /// C2SP: not empty, no Unicode space, no plus, no control character.
    private static func isAllowed(name: ArraySlice<UInt8>) -> Bool {
        guard !name.isEmpty, name.count <= LogName.maximumByteCount,
            let text = String(validating: name, as: UTF8.self)
        else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            scalar != "+" && scalar.value >= 0x20 && !scalar.properties.isWhitespace
        }
    }
}
