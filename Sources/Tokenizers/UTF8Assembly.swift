/// Bytes that arrive one by one, put together to UTF-8.
///
/// What cannot be part of a scalar becomes U+FFFD, one for each longest beginning of a scalar: the
/// decoder of the Encoding Standard (https://encoding.spec.whatwg.org/#utf-8-decoder), which the
/// Unicode Standard recommends in section 3.9.
struct UTF8Assembly {
    private var text: [UInt8] = []
    private var scalar: [UInt8] = []
    private var missing = 0
    /// What the next byte of the scalar may be.
    private var bounds: ClosedRange<UInt8> = 0x80...0xBF

    mutating func append(_ byte: UInt8) {
        if missing > 0 {
            if bounds.contains(byte) { return extend(byte) }
            appendReplacement()
        }
        begin(byte)
    }

    /// Ends the text within whatever scalar it is.
    mutating func end() {
        if missing > 0 { appendReplacement() }
    }

    /// Adds U+FFFD, for an unfinished scalar if there is one.
    mutating func appendReplacement() {
        text += [0xEF, 0xBF, 0xBD]
        scalar.removeAll(keepingCapacity: true)
        missing = 0
    }

    /// The whole scalars that came together since the last call.
    mutating func takeText() -> [UInt8] {
        let whole = text
        text = []
        return whole
    }

    private mutating func begin(_ byte: UInt8) {
        bounds = 0x80...0xBF
        switch byte {
        case ..<0x80: text.append(byte)
        case 0xC2...0xDF: expect(1, after: byte)
        case 0xE0...0xEF:
            if byte == 0xE0 { bounds = 0xA0...0xBF }
            if byte == 0xED { bounds = 0x80...0x9F }
            expect(2, after: byte)
        case 0xF0...0xF4:
            if byte == 0xF0 { bounds = 0x90...0xBF }
            if byte == 0xF4 { bounds = 0x80...0x8F }
            expect(3, after: byte)
        default: appendReplacement()
        }
    }

    private mutating func expect(_ count: Int, after byte: UInt8) {
        scalar.append(byte)
        missing = count
    }

    private mutating func extend(_ byte: UInt8) {
        scalar.append(byte)
        missing -= 1
        bounds = 0x80...0xBF
        guard missing == 0 else { return }
        text += scalar
        scalar.removeAll(keepingCapacity: true)
    }
}
