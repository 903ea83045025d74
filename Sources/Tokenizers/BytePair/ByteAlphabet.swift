/// The letters by which byte-level vocabularies write bytes, printable all of them.
///
/// GPT-2's: what is printable in Latin-1 stands for itself, the rest for U+0100 and on
/// (https://github.com/openai/gpt-2/blob/master/src/encoder.py).
enum ByteAlphabet {
    /// The letter of each byte.
    static let letters: [Unicode.Scalar] = {
        var next: UInt32 = 0x100
        return (0...255).map { (byte: UInt8) in
            switch byte {
            case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(byte)
            default:
                defer { next += 1 }
                return Unicode.Scalar(next) ?? Unicode.Scalar(byte)
            }
        }
    }()

    private static let bytes: [UInt8?] = {
        var bytes = [UInt8?](repeating: nil, count: 0x144)
        for (byte, letter) in letters.enumerated() { bytes[Int(letter.value)] = UInt8(byte) }
        return bytes
    }()

    /// The bytes that a piece writes; nil when a scalar of it is no such letter.
    static func bytes(of piece: String) -> [UInt8]? {
        var found: [UInt8] = []
        for scalar in piece.unicodeScalars {
            guard scalar.value < UInt32(bytes.count), let byte = bytes[Int(scalar.value)] else {
                return nil
            }
            found.append(byte)
        }
        return found
    }

    /// The UTF-8 of the piece that writes these bytes.
    static func spelling(of bytes: some Collection<UInt8>) -> [UInt8] {
        var spelled: [UInt8] = []
        spelled.reserveCapacity(2 * bytes.count)
        for byte in bytes { UTF8Scalar.append(letters[Int(byte)].value, to: &spelled) }
        return spelled
    }
}
