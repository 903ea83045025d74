/// How the elements of a GGUF tensor are stored, by ggml's numbers
/// (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, `ggml_type`).
///
/// A quantised format stores a row as blocks of integers that share scales.
public enum BlockFormat: UInt32, CaseIterable, Sendable {
    /// Single precision.
    case f32 = 0
    /// Half precision, IEEE 754 binary16.
    case f16 = 1
    /// The upper half of single precision.
    case bf16 = 30
    /// 32 integers of 4 bits, −8 … 7, and a scale.
    case q40 = 2
    /// 32 integers of 4 bits, 0 … 15, a scale and an offset.
    case q41 = 3
    /// 32 integers of 5 bits, −16 … 15, and a scale.
    case q50 = 6
    /// 32 integers of 5 bits, 0 … 31, a scale and an offset.
    case q51 = 7
    /// 32 integers of 8 bits and a scale.
    case q80 = 8
    /// 8 × 32 integers of 4 bits, 0 … 15; scales and offsets of 6 bits that share two scales.
    case q4K = 12
    /// 8 × 32 integers of 5 bits, 0 … 31; scales and offsets of 6 bits that share two scales.
    case q5K = 13
    /// 16 × 16 integers of 6 bits, −32 … 31; scales of 8 bits that share one scale.
    case q6K = 14

    /// ggml's name.
    public var name: String { Self.name(ofNumber: rawValue) }

    /// Elements of one block; a row is whole blocks.
    public var elementsPerBlock: Int {
        switch self {
        case .f32, .f16, .bf16: 1
        case .q40, .q41, .q50, .q51, .q80: 32
        case .q4K, .q5K, .q6K: 256
        }
    }

    /// Bytes of one block.
    public var bytesPerBlock: Int {
        switch self {
        case .f32: 4
        case .f16, .bf16: 2
        case .q40: 18  // scale, 16 × 2 integers
        case .q41: 20  // scale, offset, 16 × 2 integers
        case .q50: 22  // scale, 32 fifth bits, 16 × 2 lower four
        case .q51: 24  // scale, offset, 32 fifth bits, 16 × 2 lower four
        case .q80: 34  // scale, 32 integers
        case .q4K: 144  // scale of scales, of offsets, 12 for both, 128 × 2 integers
        case .q5K: 176  // the same with 32 × 8 fifth bits before the lower four
        case .q6K: 210  // 128 × 2 lower four bits, 64 × 4 upper two, 16 scales, their scale
        }
    }

    /// Whether the elements are integers under scales, as a ``BlockQuantisedMatrix`` holds them.
    public var isQuantised: Bool { elementsPerBlock > 1 }

    /// ggml's name for a number, also of a type that is not read here.
    static func name(ofNumber number: UInt32) -> String {
        names[number] ?? "number \(number)"
    }

    private static let names: [UInt32: String] = [
        0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 6: "Q5_0", 7: "Q5_1", 8: "Q8_0", 9: "Q8_1",
        10: "Q2_K", 11: "Q3_K", 12: "Q4_K", 13: "Q5_K", 14: "Q6_K", 15: "Q8_K", 16: "IQ2_XXS",
        17: "IQ2_XS", 18: "IQ3_XXS", 19: "IQ1_S", 20: "IQ4_NL", 21: "IQ3_S", 22: "IQ2_S",
        23: "IQ4_XS", 24: "I8", 25: "I16", 26: "I32", 27: "I64", 28: "F64", 29: "IQ1_M",
        30: "BF16", 34: "TQ1_0", 35: "TQ2_0", 39: "MXFP4", 40: "NVFP4", 41: "Q1_0",
    ]

    /// Appends the elements that the bytes store in one of the three floating-point formats,
    /// exactly; `bytes` are whole elements.
    func appendFloats(_ bytes: [UInt8], to values: inout [Float]) {
        switch self {
        case .f32:
            for place in stride(from: 0, to: bytes.count, by: 4) {
                let low = UInt32(bytes.littleEndian16(at: place))
                let high = UInt32(bytes.littleEndian16(at: place + 2))
                values.append(Float(bitPattern: low | high << 16))
            }
        case .f16:
            for place in stride(from: 0, to: bytes.count, by: 2) {
                values.append(Float(half: bytes.littleEndian16(at: place)))
            }
        case .bf16:
            for place in stride(from: 0, to: bytes.count, by: 2) {
                values.append(Float(bitPattern: UInt32(bytes.littleEndian16(at: place)) << 16))
            }
        default: preconditionFailure("Blocks are unpacked by BlockQuantisedMatrix.")
        }
    }
}

extension [UInt8] {
    /// Two bytes from a place on, the less significant first.
    func littleEndian16(at place: Int) -> UInt16 {
        UInt16(self[place]) | UInt16(self[place + 1]) << 8
    }
}
