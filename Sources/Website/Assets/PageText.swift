internal import Mustache

/// How text becomes part of a page: nothing in it can end a tag, hide, or turn what is beside it.
///
/// It works on Unicode scalars. Mustache's own escaping compares whole characters, and a quotation
/// mark with a combining accent behind it is another character than a quotation mark.
package struct PageText: MustacheContentType {
    /// The name under which templates ask for it.
    static let name = "PAGE"

    package init() {}

    /// The text as HTML, for contents and quoted attributes alike.
    package func escapeText(_ text: String) -> String {
        guard text.utf8.contains(where: Self.isNotable) else { return text }
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count + 16)
        for scalar in text.unicodeScalars {
            if let replacement = Self.replacement(for: scalar) {
                escaped += replacement
            } else {
                escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Whether the byte may be part of something that is replaced.
    private static func isNotable(_ byte: UInt8) -> Bool {
        switch byte {
        case 0..<0x20, 0x7F, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"),
            UInt8(ascii: "\""), UInt8(ascii: "'"):
            true
        case 0xC2, 0xD8, 0xE2, 0xEF, 0xF3: true
        default: false
        }
    }

    private static func replacement(for scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "<": "&lt;"
        case ">": "&gt;"
        case "&": "&amp;"
        case "\"": "&quot;"
        case "'": "&#39;"
        case "\n", "\t": nil
        case "\r": ""
        case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": "\u{FFFD}"
        // Marks and overrides of direction, invisible spaces, tags: shown by their names.
        case "\u{61C}", "\u{200B}", "\u{200E}"..."\u{200F}", "\u{2028}"..."\u{202E}",
            "\u{2060}"..."\u{206F}", "\u{FEFF}", "\u{FFF9}"..."\u{FFFB}",
            "\u{E0000}"..."\u{E007F}":
            "[U+" + String(scalar.value, radix: 16, uppercase: true) + "]"
        default: nil
        }
    }
}

/// Finished HTML that was made from numbers alone and goes into a page as it stands.
///
/// Words of people never become markup: they are strings, which every template escapes.
package struct Markup: Equatable, Sendable {
    /// The HTML.
    package let html: String

    init(_ html: String) {
        self.html = html
    }
}

extension Markup: MustacheCustomRenderable {
    package var renderText: String { html }
    package var isNull: Bool { false }
}
