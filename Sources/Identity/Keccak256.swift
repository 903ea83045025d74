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

    /// One round: θ, ρ and π, χ, ι of FIPS 202 §3.2.
    private mutating func permute(_ constant: UInt64) {
        var parity = InlineArray<5, UInt64>(repeating: 0)
        for x in 0..<5 {
            parity[x] = lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20]
        }
        for x in 0..<5 {
            let mixed = parity[(x + 4) % 5] ^ Self.rotate(parity[(x + 1) % 5], by: 1)
            for row in stride(from: x, to: 25, by: 5) { lanes[row] ^= mixed }
        }
        var moved = lanes[1]
        for (target, rotation) in Self.path {
            let next = lanes[target]
            lanes[target] = Self.rotate(moved, by: rotation)
            moved = next
        }
        for row in stride(from: 0, to: 25, by: 5) {
            let first = lanes[row]
            let second = lanes[row + 1]
            lanes[row] ^= ~second & lanes[row + 2]
            lanes[row + 1] ^= ~lanes[row + 2] & lanes[row + 3]
            lanes[row + 2] ^= ~lanes[row + 3] & lanes[row + 4]
            lanes[row + 3] ^= ~lanes[row + 4] & first
            lanes[row + 4] ^= ~first & second
        }
        lanes[0] ^= constant
    }

    private static func rotate(_ word: UInt64, by count: UInt64) -> UInt64 {
        word &<< count | word &>> (64 &- count)
    }

    /// The cycle along which π moves lanes, from lane 1 on, and ρ's rotation at each step.
    private static let path: [(target: Int, rotation: UInt64)] = [
        (10, 1), (7, 3), (11, 6), (17, 10), (18, 15), (3, 21), (5, 28), (16, 36), (8, 45),
        (21, 55), (24, 2), (4, 14), (15, 27), (23, 41), (19, 56), (13, 8), (12, 25), (2, 43),
        (20, 62), (14, 18), (22, 39), (9, 61), (6, 20), (1, 44),
    ]

    /// ι's constants (FIPS 202 §3.2.5), one a round.
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
