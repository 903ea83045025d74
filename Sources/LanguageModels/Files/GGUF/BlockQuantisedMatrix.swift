public import Tensors

/// A matrix of small integers under scales and offsets, one of each for every block of a row.
///
/// The element at column c of a row, in block b = c / ``blockLength``, is
///
///     scale[b] · integer[c] + offset[b]
///
/// with one rounding: the product is exact, as a scale has at most 19 significant bits and the
/// product with its integer at most 24, so that product-and-sum and a fused multiply-add give the
/// same bits, those of ggml's dequantisation. A format without offsets has −0, the number that
/// changes none, not even +0 or −0.
public struct BlockQuantisedMatrix: Equatable, Sendable {
    /// The integers, row after row.
    public enum Integers: Equatable, Sendable {
        /// Two to a byte, 16 bytes to a block of 32: byte j holds in its lower four bits column j
        /// of the block and in its upper four column j + 16. The integer is what the four bits say
        /// minus `zero` (8 for Q4_0, otherwise 0).
        case nibbles([UInt8], zero: UInt8)
        /// One to a byte.
        case bytes([Int8])
    }

    /// Format of the file.
    public let format: BlockFormat
    /// Number of rows.
    public internal(set) var rows = 0
    /// Elements in a row: whole blocks.
    public let columns: Int
    /// Elements that share a scale and an offset: 16 (Q6_K) or 32.
    public let blockLength: Int
    /// One finite factor a block, rows × columns / ``blockLength``.
    public internal(set) var scales: [Float] = []
    /// One finite offset a block, rows × columns / ``blockLength``.
    public internal(set) var offsets: [Float] = []

    /// The integers of formats of four bits, two to a byte.
    var packed: [UInt8] = []
    /// The integers of the other formats.
    var whole: [Int8] = []

    /// The integers, rows × columns.
    public var integers: Integers {
        switch format {
        case .q40: .nibbles(packed, zero: 8)
        case .q41, .q4K: .nibbles(packed, zero: 0)
        default: .bytes(whole)
        }
    }

    /// A matrix without rows.
    ///
    /// - Precondition: the format is quantised and a row is whole blocks.
    init(format: BlockFormat, columns: Int) {
        precondition(format.isQuantised && columns % format.elementsPerBlock == 0)
        self.format = format
        self.columns = columns
        blockLength = format == .q6K ? 16 : 32
    }
}

// MARK: - Elements

extension BlockQuantisedMatrix {
    /// Whether the integers have four bits.
    var isPacked: Bool { [.q40, .q41, .q4K].contains(format) }

    /// The rows as numbers, [rows, columns].
    public var matrix: Matrix {
        var values: [Float] = []
        values.reserveCapacity(rows * columns)
        appendFloats(to: &values, rows: 0..<rows)
        return Matrix(rows: rows, columns: columns, values: values)
    }

    /// Appends the elements of some rows, row after row.
    func appendFloats(to values: inout [Float], rows: Range<Int>) {
        let perRow = columns / blockLength
        for block in rows.lowerBound * perRow..<rows.upperBound * perRow {
            let scale = scales[block]
            let offset = offsets[block]
            let start = block * blockLength
            if isPacked {
                let zero: Int32 = format == .q40 ? 8 : 0
                let bytes = packed[start / 2..<start / 2 + 16]
                for byte in bytes { values.append(scale * Float(Int32(byte & 15) - zero) + offset) }
                for byte in bytes { values.append(scale * Float(Int32(byte >> 4) - zero) + offset) }
            } else {
                for integer in whole[start..<start + blockLength] {
                    values.append(scale * Float(integer) + offset)
                }
            }
        }
    }

    /// The rows at the given indices, in their order.
    ///
    /// - Precondition: the matrix has these rows.
    public func rows(at indices: [Int]) -> BlockQuantisedMatrix {
        var picked = BlockQuantisedMatrix(format: format, columns: columns)
        picked.reserve(rows: indices.count)
        let perRow = columns / blockLength
        for index in indices {
            picked.scales += scales[index * perRow..<(index + 1) * perRow]
            picked.offsets += offsets[index * perRow..<(index + 1) * perRow]
            if isPacked {
                picked.packed += packed[index * columns / 2..<(index + 1) * columns / 2]
            } else {
                picked.whole += whole[index * columns..<(index + 1) * columns]
            }
        }
        picked.rows = indices.count
        return picked
    }
}
