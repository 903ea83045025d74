import Testing
import Wire

@Suite struct `A file that is something else` {
    static func wide(_ text: String, _ width: Int, littleEndian: Bool) -> [UInt8] {
        func bytes(_ value: UInt32) -> [UInt8] {
            let all = (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
            return littleEndian ? all : all.reversed()
        }
        return width == 4
            ? text.unicodeScalars.flatMap { bytes($0.value) }
            : text.utf16.flatMap { bytes(UInt32($0)) }
    }

    static let row = #"{"text": "größer, 語", "label": "libs"}"# + "\n"
    static let files: [(bytes: [UInt8], MistakenFile)] = [
        (
            Array("version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 1\n".utf8),
            .gitLFSPointer
        ),
        (wide("\u{FEFF}" + row, 2, littleEndian: true), .utf16),
        (wide("\u{FEFF}" + row, 2, littleEndian: false), .utf16),
        (wide(row, 2, littleEndian: true), .utf16),
        (wide(row, 2, littleEndian: false), .utf16),
        (wide("\u{FEFF}" + row, 4, littleEndian: true), .utf32),
        (wide("\u{FEFF}" + row, 4, littleEndian: false), .utf32),
        (wide(row, 4, littleEndian: true), .utf32), (wide(row, 4, littleEndian: false), .utf32),
        ([0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0], .gzip), ([0x28, 0xB5, 0x2F, 0xFD, 0x24], .zstandard),
        ([0x50, 0x4B, 0x03, 0x04, 0x14], .zip), (Array("PAR1\u{15}\u{4}".utf8), .parquet),
        (Array("\n<!DOCTYPE HTML>\n<html>".utf8), .html), (Array("<HTML lang=en>".utf8), .html),
    ]

    @Test(arguments: files)
    func `is known by its beginning`(bytes: [UInt8], kind: MistakenFile) {
        #expect(MistakenFile(beginning: bytes) == kind)
        #expect(MistakenFile(beginning: bytes[...].dropFirst(0)) == kind)
        #expect("\(kind)".hasPrefix("is "))
    }

    @Test(
        arguments: [
            [], [0], [0x7B], Array(row.utf8), Array("a\tb\n".utf8), Array("версия".utf8),
            Array(repeating: 0, count: 64), [8, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D, 0x20, 0x20],
            Array("version 2 of <html>\tlibs".utf8),
        ] as [[UInt8]])
    func `is not what is none of these`(bytes: [UInt8]) {
        #expect(MistakenFile(beginning: bytes) == nil)
    }
}
