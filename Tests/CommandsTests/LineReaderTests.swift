import Commands
import Machine
import Testing
import Wire

@Suite struct `A reader of lines` {
    @Test(arguments: 0..<20 as Range<UInt64>)
    func `ends lines at LF only, wherever the pieces of the file end`(seed: UInt64) throws {
        var random = SeededBytes(seed: seed, label: "lines")
        var bytes: [UInt8] = []
        for _ in 0..<random.below(40) {
            // Some lines are longer than the pieces in which a file is read.
            let length = random.below(random.below(8) == 0 ? 1_500_000 : 40)
            bytes += (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 % 9 + 10) }
            bytes += [[0x0A], [0x0D, 0x0A], [0x0D], [0x0A, 0x0A]][Int(random.below(4))]
        }
        var expected = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map {
            Array($0)
        }
        if expected.last?.isEmpty == true { expected.removeLast() }
        let folder = try Folder()
        let reader = try LineReader(try folder.write(bytes, to: "lines"))
        var found: [[UInt8]] = []
        while let line = try reader.next() { found.append(line) }
        #expect(found == expected)
        #expect(try reader.next() == nil)
    }

    @Test func `hands out batches that end at a count or a size`() throws {
        let folder = try Folder()
        let path = try folder.write(Array("aaa\nbbb\nccc\nd\n".utf8), to: "lines")
        let byCount = try LineReader(path)
        #expect(try byCount.batch(count: 3, bytes: 1000).count == 3)
        #expect(try byCount.batch(count: 3, bytes: 1000).count == 1)
        #expect(try byCount.batch(count: 3, bytes: 1000).isEmpty)
        let bySize = try LineReader(path)
        #expect(try bySize.batch(count: 9, bytes: 4).count == 2)
    }

    @Test func `refuses what is not there and what is no file`() throws {
        let folder = try Folder()
        #expect(throws: OperationError.self) { try LineReader(folder.path("missing")) }
        #expect(throws: OperationError.self) {
            try LineReader(folder.path(".")).next()
        }
    }
}
