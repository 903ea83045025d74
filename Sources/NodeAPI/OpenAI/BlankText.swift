/// Texts in which nothing is to be read.
package enum BlankText {
    /// Whether a text holds nothing but spaces, controls and characters that nobody sees, such as
    /// those of no width.
    package static func isBlank(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            let properties = scalar.properties
            if properties.isWhitespace || properties.isDefaultIgnorableCodePoint { return true }
            switch properties.generalCategory {
            case .control, .format, .unassigned, .privateUse, .surrogate, .lineSeparator,
                .paragraphSeparator, .spaceSeparator:
                return true
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter,
                .otherLetter, .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber,
                .letterNumber, .otherNumber, .connectorPunctuation, .dashPunctuation,
                .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
                .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol:
                // An empty braille cell is a symbol, and looks like a space.
                return scalar == "\u{2800}"
            @unknown default: return false
            }
        }
    }
}
