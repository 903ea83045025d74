/// Base64 (RFC 4648 §4), strict, so that each byte string has one spelling.
///
/// The standard alphabet, padding always, no line breaks, and zero bits after the last byte
/// (RFC 4648 §3.5). What C2SP notes and receipt files hold is read through this.
public enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    /// Four characters for every three bytes, the last group padded with `=`.
    public static func encode(_ bytes: some Collection<UInt8>) -> String {
        encode(Array(bytes))
    }

    /// Four characters for every three bytes, the last group padded with `=`.
    public static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var group: UInt32 = 0
        var filled = 0
        for byte in bytes {
            group = group << 8 | UInt32(byte)
            filled += 1
            guard filled == 3 else { continue }
            append(group, characters: 4, to: &text)
            group = 0
            filled = 0
        }
        if filled > 0 {
            append(group << UInt32(8 * (3 - filled)), characters: filled + 1, to: &text)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes that ``encode(_:)`` writes as `text`; nil for any other text.
    public static func decode(_ text: String) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count.isMultiple(of: 4) else { return nil }
        // Only the last group may be padded; one that is nothing but padding is refused there.
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 4 * 3)
        for start in stride(from: 0, to: characters.count, by: 4) {
            let padded = start + 4 < characters.count ? 0 : paddingCount(of: characters)
            guard padded <= 2 else { return nil }
            var group: UInt32 = 0
            for position in start..<start + 4 - padded {
                guard let value = value(of: characters[position]) else { return nil }
                group = group << 6 | value
            }
            group <<= UInt32(6 * padded)
            guard group & ((1 << UInt32(8 * padded)) - 1) == 0 else { return nil }
            for shift in [16, 8, 0].prefix(3 - padded) {
                bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(shift)))
            }
        }
        return bytes
    }

    private static func paddingCount(of characters: [UInt8]) -> Int {
        characters.reversed().prefix { $0 == padding }.count
    }

    private static func append(_ group: UInt32, characters: Int, to text: inout [UInt8]) {
        for position in 0..<4 {
            let value = Int(group >> UInt32(18 - 6 * position)) & 63
            text.append(position < characters ? alphabet[value] : padding)
        }
    }

    private static func value(of character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
