/// Decimal numbers as people and programs write them here: digits, no sign, no leading zeroes.
package enum DecimalText {
    /// The number; nil for anything else and for what does not fit 64 bits.
    package static func parse(_ text: String) -> UInt64? {
        guard let number = UInt64(text), String(number).utf8.elementsEqual(text.utf8) else {
            return nil
        }
        return number
    }
}
