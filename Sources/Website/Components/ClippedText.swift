internal import Wire

/// Text of people, cut to what a page can hold.
package struct ClippedText: Equatable, Sendable {
    /// The beginning, or all of it.
    package let text: String
    /// What stands behind a text that was cut; nil behind a whole one.
    package let note: String?

    /// The text up to a number of Unicode scalars.
    package init(_ text: String, limit: Int) {
        let scalars = text.unicodeScalars
        guard
            let end = scalars.index(
                scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else {
            self.text = text
            note = nil
            return
        }
        self.text = String(scalars[..<end]) + "…"
        note =
            "Shown up to \(CountText.grouped(limit)) characters; the text has "
            + "\(CountText.grouped(text.utf8.count)) bytes."
    }

    /// What a page shows of a question or an answer.
    static func whole(_ text: String) -> ClippedText { ClippedText(text, limit: 2_000) }

    /// What a list shows of a row.
    static func row(_ text: String) -> ClippedText { ClippedText(text, limit: 240) }

    /// A name of people or of models.
    static func name(_ text: String) -> String { ClippedText(text, limit: 80).text }
}

/// A digest, shortened, with the whole of it behind.
struct DigestText: Sendable {
    let short: String
    let hex: String

    init(_ digest: Digest) {
        hex = digest.hex
        short = "\(hex.prefix(6))…\(hex.suffix(4))"
    }
}
