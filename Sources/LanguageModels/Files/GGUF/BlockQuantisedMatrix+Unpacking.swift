/// The blocks of GGUF's quantised formats (ggml's `ggml-common.h`), taken apart.
extension BlockQuantisedMatrix {
    mutating func reserve(rows count: Int) {
        let blocks = count * columns / blockLength
        scales.reserveCapacity(blocks)
        offsets.reserveCapacity(blocks)
        if isPacked {
            packed.reserveCapacity(count * columns / 2)
        } else {
            whole.reserveCapacity(count * columns)
        }
    }

    /// Appends whole rows as they lie in a GGUF file.
    ///
    /// - Returns: where a scale or an offset is not finite, the element at which its block begins,
    ///   counted from the first that `bytes` store; otherwise nil.
    mutating func append(_ bytes: [UInt8]) -> Int? {
        let size = format.bytesPerBlock
        let firstBlock = scales.count
        for place in stride(from: 0, to: bytes.count, by: size) {
            switch format {
            case .q40, .q41: appendFourBits(bytes, at: place)
            case .q50, .q51: appendFiveBits(bytes, at: place)
            case .q80: appendEightBits(bytes, at: place)
            case .q4K: appendFourBitsK(bytes, at: place)
            case .q5K: appendFiveBitsK(bytes, at: place)
            case .q6K: appendSixBitsK(bytes, at: place)
            case .f32, .f16, .bf16: preconditionFailure("The format has no blocks.")
            }
        }
        rows += bytes.count / size * format.elementsPerBlock / columns
        let fault = (firstBlock..<scales.count).first {
            !scales[$0].isFinite || !offsets[$0].isFinite
        }
        return fault.map { ($0 - firstBlock) * blockLength }
    }

    private mutating func append(scale: Float, offset: Float = -0.0) {
        scales.append(scale)
        offsets.append(offset)
    }

    /// Q4_0 is a scale and the integers; Q4_1 has an offset behind its scale.
    private mutating func appendFourBits(_ bytes: [UInt8], at place: Int) {
        if format == .q40 {
            append(scale: bytes.half(at: place))
        } else {
            append(scale: bytes.half(at: place), offset: bytes.half(at: place + 2))
        }
        let start = place + format.bytesPerBlock - 16
        packed += bytes[start..<start + 16]
    }

    /// Q5_0 is a scale, the fifth bits and the integers, which are less by 16; Q5_1 has an offset
    /// behind its scale instead.
    private mutating func appendFiveBits(_ bytes: [UInt8], at place: Int) {
        let isSigned = format == .q50
        if isSigned {
            append(scale: bytes.half(at: place))
        } else {
            append(scale: bytes.half(at: place), offset: bytes.half(at: place + 2))
        }
        let start = place + format.bytesPerBlock - 16
        let low = UInt32(bytes.littleEndian16(at: start - 4))
        let fifth = low | UInt32(bytes.littleEndian16(at: start - 2)) << 16
        for column in 0..<32 {
            let lower = bytes[start + column % 16] >> (column < 16 ? 0 : 4) & 15
            let integer = Int8(lower | UInt8(fifth >> UInt32(column) & 1) << 4)
            whole.append(isSigned ? integer - 16 : integer)
        }
    }

    /// Q8_0 is a scale and the integers.
    private mutating func appendEightBits(_ bytes: [UInt8], at place: Int) {
        append(scale: bytes.half(at: place))
        for byte in bytes[place + 2..<place + 34] { whole.append(Int8(bitPattern: byte)) }
    }

    /// Q4_K is a scale of scales, one of offsets, both of these in 12 bytes, and the integers.
    ///
    /// 32 bytes hold one sub-block in their lower bits and the next in their upper ones.
    private mutating func appendFourBitsK(_ bytes: [UInt8], at place: Int) {
        appendScalesK(bytes, at: place)
        for start in stride(from: place + 16, to: place + 144, by: 32) {
            for byte in start..<start + 16 {
                packed.append(bytes[byte] & 15 | bytes[byte + 16] << 4)
            }
            for byte in start..<start + 16 {
                packed.append(bytes[byte] >> 4 | bytes[byte + 16] & 0xF0)
            }
        }
    }

    /// Q5_K has 32 bytes before the integers of Q4_K, whose bits s are sub-block s's fifth bits.
    private mutating func appendFiveBitsK(_ bytes: [UInt8], at place: Int) {
        appendScalesK(bytes, at: place)
        for part in 0..<8 {
            let start = place + 48 + part / 2 * 32
            for column in 0..<32 {
                let lower = bytes[start + column] >> (part % 2 == 0 ? 0 : 4) & 15
                let fifth = bytes[place + 16 + column] >> UInt8(part) & 1
                whole.append(Int8(lower | fifth << 4))
            }
        }
    }

    /// The eight scales and offsets of Q4_K and Q5_K, six bits each.
    ///
    /// The first four scales and the first four offsets are the lower six bits of their bytes; the
    /// upper two bits there belong to the last four, whose lower four share the last four bytes.
    private mutating func appendScalesK(_ bytes: [UInt8], at place: Int) {
        let scale = bytes.half(at: place)
        let least = bytes.half(at: place + 2)
        for part in 0..<8 {
            let index = place + 4 + part % 4
            let (factor, offset): (UInt8, UInt8)
            if part < 4 {
                (factor, offset) = (bytes[index] & 63, bytes[index + 4] & 63)
            } else {
                let both = bytes[index + 8]
                factor = both & 15 | bytes[index] >> 2 & 48
                offset = both >> 4 | bytes[index + 4] >> 2 & 48
            }
            append(scale: scale * Float(factor), offset: -(least * Float(offset)))
        }
    }

    /// Q6_K is lower four bits, upper two bits, sixteen scales and their scale; the integers are
    /// less by 32.
    ///
    /// Of each 128 elements, 64 bytes hold the lower bits of the first 64 and, above them, of the
    /// last 64; 32 bytes hold the upper bits of each 32, from the lowest bits up.
    private mutating func appendSixBitsK(_ bytes: [UInt8], at place: Int) {
        let scale = bytes.half(at: place + 208)
        for part in 0..<16 {
            append(scale: scale * Float(Int8(bitPattern: bytes[place + 192 + part])))
        }
        for element in 0..<256 {
            let (half, rest) = element.quotientAndRemainder(dividingBy: 128)
            let lower = bytes[place + half * 64 + rest % 64] >> (rest < 64 ? 0 : 4) & 15
            let upper = bytes[place + 128 + half * 32 + rest % 32] >> UInt8(rest / 32 * 2) & 3
            whole.append(Int8(lower | upper << 4) - 32)
        }
    }
}

extension [UInt8] {
    /// The half-precision number at a place.
    fileprivate func half(at place: Int) -> Float { Float(half: littleEndian16(at: place)) }
}
