/// Why a text cannot be kept and shown to people.
enum TextFlaw: Equatable, Sendable {
    /// It holds nothing, or only spaces.
    case blank
    /// It holds a character that hides or reorders others.
    case controlCharacter(UInt32)

    /// The first flaw of a text; nil for a text without one.
    init?(of text: String) {
        var isBlank = true
        for scalar in text.unicodeScalars {
            if Self.isControl(scalar) {
                self = .controlCharacter(scalar.value)
                return
            }
            if scalar.value != 0x20 && scalar.value != 0xA0 { isBlank = false }
        }
        guard isBlank else { return nil }
        self = .blank
    }

    /// C0 and C1 controls, the two separators that editors show as line ends, and the
    /// bidirectional overrides that make a text read differently from its bytes
    /// (https://trojansource.codes).
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
