import Foundation
import LanguageModels
import Tensors
import Testing
import Wire

@Suite struct `A block format` {
    static let blockCount = 4_096

    /// Where a block has its half-precision scales and offsets.
    static let scales: [BlockFormat: [Int]] = [
        .q40: [0], .q41: [0, 2], .q50: [0], .q51: [0, 2], .q80: [0], .q4K: [0, 2], .q5K: [0, 2],
        .q6K: [208], .f16: [0],
    ]
    static let quantised = BlockFormat.allCases.filter(\.isQuantised)
    private static let extremes: [UInt16] = [0x7BFF, 0x0001, 0x8000, 0x83FF, 0xFBFF]

    /// The blocks of scripts/fixtures/decoder-fixtures.py.
    static func blocks(_ format: BlockFormat) -> [UInt8] {
        let size = format.bytesPerBlock
        var state = UInt64(format.rawValue)
        var bytes = (0..<blockCount * size).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(state >> 56)
        }
        for block in 0..<blockCount {
            let start = block * size
            if format == .f32 || format == .bf16 { bytes[start + size - 1] &= 0xBF }
            for (number, place) in (scales[format] ?? []).enumerated() {
                bytes[start + place + 1] &= 0xFB
                guard block % 8 == 0 else { continue }
                let extreme = extremes[(block / 8 + number) % extremes.count]
                bytes[start + place] = UInt8(extreme & 0xFF)
                bytes[start + place + 1] = UInt8(extreme >> 8)
            }
        }
        return bytes
    }

    static func file(_ format: BlockFormat, _ bytes: [UInt8]) throws -> GGUFFile {
        let columns = 8 * format.elementsPerBlock
        let rows = bytes.count / format.bytesPerBlock / 8
        var draft = GGUFDraft()
        draft.tensors = [
            GGUFDraft.Tensor(
                name: "w", dimensions: [UInt64(columns), UInt64(rows)], type: format.rawValue,
                bytes: bytes)
        ]
        return try GGUFFile(bytes: draft.bytes)
    }

    static func digest(_ values: [Float]) -> Digest {
        var bytes: [UInt8] = []
        for value in values { bytes.put(value.bitPattern) }
        return .sha256(bytes)
    }

    @Test(arguments: BlockFormat.allCases)
    func `stands for the numbers that ggml makes of it`(format: BlockFormat) throws {
        let line = try DecoderFixtures.lines("block-digests.txt").first { $0[0] == format.name }
        let file = try Self.file(format, Self.blocks(format))
        let values = try file.floats(file.tensors[0])
        #expect(values.count == Self.blockCount * format.elementsPerBlock)
        #expect(Self.digest(values).description == line?[1])
    }

    @Test(arguments: quantised)
    func `gives the same bits with one rounding or two`(format: BlockFormat) throws {
        let file = try Self.file(format, Self.blocks(format))
        let packed = try file.blocks(file.tensors[0])
        let values = try file.floats(file.tensors[0])
        #expect(packed.rows == 512 && packed.columns == 8 * format.elementsPerBlock)
        #expect(packed.scales.count == values.count / packed.blockLength)
        #expect(packed.offsets.count == packed.scales.count)
        var different = 0
        for (place, value) in values.enumerated() {
            let block = place / packed.blockLength
            let integer = Self.integer(packed, place)
            let fused = packed.offsets[block].addingProduct(packed.scales[block], integer)
            if fused.bitPattern != value.bitPattern { different += 1 }
        }
        #expect(different == 0)
        #expect(packed.matrix.values.elementsEqual(values) { $0.bitPattern == $1.bitPattern })
    }

    /// The integer at a place of the row-major matrix.
    static func integer(_ matrix: BlockQuantisedMatrix, _ place: Int) -> Float {
        switch matrix.integers {
        case .bytes(let integers): return Float(integers[place])
        case .nibbles(let bytes, let zero):
            let column = place % 32
            let byte = bytes[place / 32 * 16 + column % 16]
            return Float(Int(column < 16 ? byte & 15 : byte >> 4) - Int(zero))
        }
    }

    @Test(arguments: quantised)
    func `keeps its rows when they are put in another order`(format: BlockFormat) throws {
        let file = try Self.file(format, Self.blocks(format))
        let packed = try file.blocks(file.tensors[0])
        let order = [5, 0, 511, 5]
        let picked = packed.rows(at: order)
        #expect(picked.rows == 4 && picked.columns == packed.columns)
        #expect(picked.matrix == packed.matrix.rows(at: order))
        let rows = try file.floats(file.tensors[0], rows: 511..<512)
        #expect(rows == Array(packed.matrix.row(511)))
    }

    @Test(arguments: quantised)
    func `is refused where a scale is not finite`(format: BlockFormat) throws {
        for (number, place) in (Self.scales[format] ?? []).enumerated() {
            for bits: UInt16 in [0x7C00, 0xFC00, 0x7E01] {
                var bytes = Self.blocks(format)
                let block = 9
                let start = block * format.bytesPerBlock + place
                bytes[start] = UInt8(bits & 0xFF)
                bytes[start + 1] = UInt8(bits >> 8)
                let file = try Self.file(format, bytes)
                let fault = GGUFError.notFinite(
                    tensor: "w", index: block * format.elementsPerBlock)
                #expect(throws: fault, "scale \(number)") { try file.floats(file.tensors[0]) }
                #expect(throws: fault) { try file.blocks(file.tensors[0]) }
            }
        }
    }
}
