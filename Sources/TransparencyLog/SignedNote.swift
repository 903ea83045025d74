import Wire

/// A text with signatures (c2sp.org/signed-note).
///
/// Reading is strict: what was read, written again, is the same bytes.
public struct SignedNote: Hashable, Sendable {
    /// The most signature lines a note may have; C2SP asks verifiers for at least as many.
    public static let maximumSignatureCount = 16
    /// The longest note in bytes: room for sixteen post-quantum signatures.
    public static let maximumByteCount = 256 * 1024

    /// The signed text, which ends in a newline.
    ///
    /// Not to be believed before ``verify(by:)``.
    public let text: [UInt8]
    /// The signatures in the order of their lines.
    public let signatures: [NoteSignature]

    /// Puts a note together.
    ///
    /// - Throws: ``NoteError`` when ``init(parsing:)`` would refuse the result.
    public init(text: [UInt8], signatures: [NoteSignature]) throws(NoteError) {
        try Self.check(text: text)
        guard !signatures.isEmpty else { throw .noSignature }
        guard signatures.count <= Self.maximumSignatureCount else { throw .tooManySignatures }
        for (position, signature) in signatures.enumerated() {
            guard !signatures[..<position].contains(where: signature.hasSameKey) else {
                throw .repeatedKey
            }
        }
        self.text = text
        self.signatures = signatures
        guard bytes.count <= Self.maximumByteCount else { throw .tooLong }
    }

    /// Reads a note.
    ///
    /// - Throws: ``NoteError``.
    public init(parsing bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= Self.maximumByteCount else { throw .tooLong }
        guard bytes.last == 0x0A else { throw .missingFinalNewline }
        // The last empty line separates the signatures from a text that may hold empty lines.
        guard
            let separator = bytes.indices.dropFirst().dropLast().last(where: {
                bytes[$0] == 0x0A && bytes[$0 - 1] == 0x0A
            })
        else { throw .noSeparator }
        var signatures: [NoteSignature] = []
        let lines = bytes[(separator + 1)...].dropLast()
            .split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count <= Self.maximumSignatureCount else { throw .tooManySignatures }
        for line in lines {
            signatures.append(try NoteSignature(line: line))
        }
        try self.init(text: Array(bytes[..<separator]), signatures: signatures)
        guard self.bytes == bytes else { throw .badSignatureLine }
    }

    /// The note as it is stored and sent.
    public var bytes: [UInt8] {
        text + [0x0A] + signatures.flatMap(\.line)
    }

    /// Checks the signature of a known key; lines of other keys are ignored, as C2SP demands.
    ///
    /// - Throws: ``NoteError/notSigned(by:)`` or ``NoteError/signatureDoesNotHold(by:)``.
    public func verify(by key: VerifierKey) throws(NoteError) {
        guard let signature = signatures.first(where: { $0.isFrom(key) }) else {
            throw .notSigned(by: key.name)
        }
        let holds =
            switch key.purpose {
            case .note: key.holds(signature.signature, over: text)
            case .cosignature: Cosignature.holds(signature, over: text, by: key)
            }
        guard holds else { throw .signatureDoesNotHold(by: key.name) }
    }

    /// The note with one more signature.
    ///
    /// - Throws: ``NoteError/repeatedKey`` or ``NoteError/tooManySignatures``.
    public func adding(_ signature: NoteSignature) throws(NoteError) -> SignedNote {
        try SignedNote(text: text, signatures: signatures + [signature])
    }

    private static func check(text: [UInt8]) throws(NoteError) {
        guard text.last == 0x0A else { throw .noSeparator }
        guard text.allSatisfy({ $0 >= 0x20 || $0 == 0x0A }) else { throw .controlCharacter }
        guard String(validating: text, as: UTF8.self) != nil else { throw .notUTF8 }
    }
}
