/// Whole numbers as they stand in paths, queries and amounts: digits, no sign, no leading zero.
enum DecimalText {
    /// The number; nil for any other spelling and from 2⁶⁴ on.
    static func parse(_ text: String) -> UInt64? {
        guard let number = UInt64(text), String(number).utf8.elementsEqual(text.utf8) else {
            return nil
        }
        return number
    }
}
