/// One scalar of valid UTF-8, with the classes by which texts are cut.
struct UTF8Scalar {
    let value: UInt32
    /// Its bytes in the text.
    let count: Int

    /// Decodes the scalar whose first byte stands at the position.
    @inline(__always)
    init(in text: [UInt8], at position: Int) {
        let lead = UInt32(text[position])
        if lead < 0x80 {
            value = lead
            count = 1
            return
        }
        count = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        var value = lead & (0x7F >> UInt32(count))
        for following in 1..<count {
            value = value << 6 | UInt32(text[position + following] & 0x3F)
        }
        self.value = value
    }

    @inline(__always)
    var classes: UnicodeTables.Classes { UnicodeTables.classes[Int(value)] }

    /// Appends the UTF-8 of any scalar.
    static func append(_ value: UInt32, to bytes: inout [UInt8]) {
        switch value {
        case ..<0x80:
            bytes.append(UInt8(value))
            return
        case ..<0x800:
            bytes.append(0xC0 | UInt8(value >> 6))
        case ..<0x10000:
            bytes.append(0xE0 | UInt8(value >> 12))
            bytes.append(0x80 | UInt8(value >> 6 & 0x3F))
        default:
            bytes.append(0xF0 | UInt8(value >> 18))
            bytes.append(0x80 | UInt8(value >> 12 & 0x3F))
            bytes.append(0x80 | UInt8(value >> 6 & 0x3F))
        }
        bytes.append(0x80 | UInt8(value & 0x3F))
    }
}
