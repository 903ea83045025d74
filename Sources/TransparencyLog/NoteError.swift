/// Why a signed note is refused.
public enum NoteError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The note is longer than ``SignedNote/maximumByteCount``.
    case tooLong
    /// The last byte is no newline.
    case missingFinalNewline
    /// There is no empty line between a text that ends in a newline and the signatures.
    case noSeparator
    /// The text holds a control character other than a newline, such as a carriage return.
    case controlCharacter
    /// The text is not UTF-8.
    case notUTF8
    /// No signature line follows the text.
    case noSignature
    /// There are more than ``SignedNote/maximumSignatureCount`` signatures.
    case tooManySignatures
    /// A signature is longer than ``NoteSignature/maximumByteCount``.
    case signatureTooLong
    /// A line after the text is no signature line in its only spelling.
    case badSignatureLine
    /// Two lines have the same key name and key id.
    case repeatedKey
    /// No line is from the key that was asked for.
    case notSigned(by: String)
    /// The line from the key that was asked for does not fit the text.
    case signatureDoesNotHold(by: String)
    /// A signer was asked to sign for another log.
    case foreignOrigin(String)
    /// The cryptographic library refused to sign.
    case signingFailed

    /// One sentence.
    public var description: String {
        switch self {
        case .tooLong: "The note is longer than \(SignedNote.maximumByteCount) bytes."
        case .missingFinalNewline: "The note does not end in a newline."
        case .noSeparator: "The note has no empty line between its text and its signatures."
        case .controlCharacter: "The note's text holds a control character."
        case .notUTF8: "The note's text is not UTF-8."
        case .noSignature: "The note has no signature line."
        case .tooManySignatures:
            "The note has more than \(SignedNote.maximumSignatureCount) signatures."
        case .signatureTooLong:
            "A signature is longer than \(NoteSignature.maximumByteCount) bytes."
        case .badSignatureLine:
            "A signature line is not an em dash, a key name and strict base64, in that form."
        case .repeatedKey: "Two signature lines are from the same key."
        case .notSigned(let name): "There is no signature by the expected key of \(name)."
        case .signatureDoesNotHold(let name): "The signature by the key of \(name) does not hold."
        case .foreignOrigin(let origin):
            "The checkpoint is for \(origin), which is not the signer's log."
        case .signingFailed: "The cryptographic library refused to sign."
        }
    }
}
