public import Wire

/// Keccak-256 as Ethereum uses it: Keccak[c = 512] with the padding of the original submission.
///
/// It differs from SHA3-256 (FIPS 202) only in the padding's first byte, 0x01 instead of 0x06.
public enum Keccak256 {
    /// The 32-byte digest of the bytes.
    public static func digest(_ bytes: [UInt8]) -> Digest {
        var state = KeccakState()
        var start = 0
        while bytes.count - start >= KeccakState.rate {
            state.absorb(bytes, from: start)
            start += KeccakState.rate
        }
        var last = Array(bytes[start...])
        last.append(0x01)
        last.append(contentsOf: repeatElement(0, count: KeccakState.rate - last.count))
        last[KeccakState.rate - 1] |= 0x80
        state.absorb(last, from: 0)
        return state.digest
    }
}

/// The sponge's 1,600 bits: lane (x, y) of FIPS 202 §3.1.2 stands at x + 5y.
private struct KeccakState {
    /// Bytes that one block brings in.
    static let rate = 136

    private var lanes = InlineArray<25, UInt64>(repeating: 0)

    /// Mixes in the block of ``rate`` bytes that begins at `start`.
    mutating func absorb(_ bytes: [UInt8], from start: Int) {
        for lane in 0..<Self.rate / 8 {
            var word: UInt64 = 0
            for byte in (0..<8).reversed() {
                word = word << 8 | UInt64(bytes[start + 8 * lane + byte])
            }
            lanes[lane] ^= word
        }
        for constant in Self.roundConstants { permute(constant) }
    }

    /// The first 32 bytes, each lane's least significant byte first.
    var digest: Digest {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Digest.byteCount)
        for lane in 0..<4 {
            for shift in stride(from: 0, to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: lanes[lane] >> UInt64(shift)))
            }
        }
        guard let digest = Digest(bytes) else { preconditionFailure("Four lanes are 32 bytes.") }
        return digest
    }

    /// One round: θ, ρ and π, χ, ι of FIPS 202 §3.2, written out so that every index is constant.
    private mutating func permute(_ constant: UInt64) {
        let a = lanes
        let c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20]
        let c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21]
        let c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22]
        let c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23]
        let c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24]
        let d0 = c4 ^ Self.rotate(c1, by: 1)
        let d1 = c0 ^ Self.rotate(c2, by: 1)
        let d2 = c1 ^ Self.rotate(c3, by: 1)
        let d3 = c2 ^ Self.rotate(c4, by: 1)
        let d4 = c3 ^ Self.rotate(c0, by: 1)
        let b0 = a[0] ^ d0
        let b1 = Self.rotate(a[6] ^ d1, by: 44)
        let b2 = Self.rotate(a[12] ^ d2, by: 43)
        let b3 = Self.rotate(a[18] ^ d3, by: 21)
        let b4 = Self.rotate(a[24] ^ d4, by: 14)
        let b5 = Self.rotate(a[3] ^ d3, by: 28)
        let b6 = Self.rotate(a[9] ^ d4, by: 20)
        let b7 = Self.rotate(a[10] ^ d0, by: 3)
        let b8 = Self.rotate(a[16] ^ d1, by: 45)
        let b9 = Self.rotate(a[22] ^ d2, by: 61)
        let b10 = Self.rotate(a[1] ^ d1, by: 1)
        let b11 = Self.rotate(a[7] ^ d2, by: 6)
        let b12 = Self.rotate(a[13] ^ d3, by: 25)
        let b13 = Self.rotate(a[19] ^ d4, by: 8)
        let b14 = Self.rotate(a[20] ^ d0, by: 18)
        let b15 = Self.rotate(a[4] ^ d4, by: 27)
        let b16 = Self.rotate(a[5] ^ d0, by: 36)
        let b17 = Self.rotate(a[11] ^ d1, by: 10)
        let b18 = Self.rotate(a[17] ^ d2, by: 15)
        let b19 = Self.rotate(a[23] ^ d3, by: 56)
        let b20 = Self.rotate(a[2] ^ d2, by: 62)
        let b21 = Self.rotate(a[8] ^ d3, by: 55)
        let b22 = Self.rotate(a[14] ^ d4, by: 39)
        let b23 = Self.rotate(a[15] ^ d0, by: 41)
        let b24 = Self.rotate(a[21] ^ d1, by: 2)
        lanes = [
            b0 ^ (~b1 & b2), b1 ^ (~b2 & b3), b2 ^ (~b3 & b4),
            b3 ^ (~b4 & b0), b4 ^ (~b0 & b1),
            b5 ^ (~b6 & b7), b6 ^ (~b7 & b8), b7 ^ (~b8 & b9),
            b8 ^ (~b9 & b5), b9 ^ (~b5 & b6),
            b10 ^ (~b11 & b12), b11 ^ (~b12 & b13), b12 ^ (~b13 & b14),
            b13 ^ (~b14 & b10), b14 ^ (~b10 & b11),
            b15 ^ (~b16 & b17), b16 ^ (~b17 & b18), b17 ^ (~b18 & b19),
            b18 ^ (~b19 & b15), b19 ^ (~b15 & b16),
            b20 ^ (~b21 & b22), b21 ^ (~b22 & b23), b22 ^ (~b23 & b24),
            b23 ^ (~b24 & b20), b24 ^ (~b20 & b21),
        ]
        lanes[0] ^= constant
    }

    private static func rotate(_ word: UInt64, by count: UInt64) -> UInt64 {
        word &<< count | word &>> (64 &- count)
    }

    /// ι's constants (FIPS 202 §3.2.5), one per round.
    private static let roundConstants: [UInt64] = [
        0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808A,
        0x8000_0000_8000_8000, 0x0000_0000_0000_808B, 0x0000_0000_8000_0001,
        0x8000_0000_8000_8081, 0x8000_0000_0000_8009, 0x0000_0000_0000_008A,
        0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000A,
        0x0000_0000_8000_808B, 0x8000_0000_0000_008B, 0x8000_0000_0000_8089,
        0x8000_0000_0000_8003, 0x8000_0000_0000_8002, 0x8000_0000_0000_0080,
        0x0000_0000_0000_800A, 0x8000_0000_8000_000A, 0x8000_0000_8000_8081,
        0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
    ]
}
