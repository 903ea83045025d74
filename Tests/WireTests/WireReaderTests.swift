import Testing
import Wire

@Suite struct `A wire reader` {
    @Test func `reads what the writer wrote, big-endian`() throws {
        var writer = WireWriter()
        writer.put(0x01 as UInt8)
        writer.put(0x0203 as UInt16)
        writer.put(0x0405_0607 as UInt32)
        writer.put(0x0809_0A0B_0C0D_0E0F as UInt64)
        writer.put(raw: [0x10, 0x11])
        writer.putBlob16([0x12])
        writer.putBlob32([0x13, 0x14])
        writer.put(.sha256([]))
        let prefix: [UInt8] = Array(1...17) + [0, 1, 0x12, 0, 0, 0, 2, 0x13, 0x14]
        #expect(writer.bytes == prefix + Digest.sha256([]).bytes)

        var reader = WireReader(writer.bytes)
        #expect(reader.remaining == writer.bytes.count)
        #expect(try reader.u8() == 0x01)
        #expect(try reader.u16() == 0x0203)
        #expect(try reader.u32() == 0x0405_0607)
        #expect(try reader.u64() == 0x0809_0A0B_0C0D_0E0F)
        #expect(try reader.bytes(2) == [0x10, 0x11])
        #expect(try reader.blob16() == [0x12])
        #expect(try reader.blob32(limit: 2) == [0x13, 0x14])
        #expect(reader.offset == prefix.count)
        #expect(try reader.digest() == .sha256([]))
        try reader.finish()
    }

    @Test func `refuses bytes that nothing has read`() throws {
        var reader = WireReader([1, 2, 3])
        _ = try reader.u8()
        #expect(throws: WireError.trailingBytes(count: 2)) { try reader.finish() }
    }

    @Test func `refuses fields that the bytes end within, and stays`() throws {
        var reader = WireReader([0, 0, 0])
        _ = try reader.u8()
        #expect(throws: WireError.truncated(offset: 1)) { try reader.u32() }
        #expect(throws: WireError.truncated(offset: 1)) { try reader.u64() }
        #expect(throws: WireError.truncated(offset: 1)) { try reader.digest() }
        #expect(throws: WireError.truncated(offset: 1)) { try reader.bytes(3) }
        #expect(throws: WireError.truncated(offset: 1)) { try reader.bytes(-1) }
        #expect(throws: WireError.truncated(offset: 1)) { try reader.bytes(.max) }
        #expect(throws: WireError.truncated(offset: 1)) { try reader.bytes(.min) }
        #expect(try reader.u16() == 0)
        #expect(throws: WireError.truncated(offset: 3)) { try reader.u8() }
        #expect(try reader.bytes(0) == [])
        try reader.finish()
    }

    @Test func `refuses lengths over the bytes or the limit, and stays`() throws {
        var short = WireReader([0xFF, 0xFF, 1])
        #expect(throws: WireError.truncated(offset: 0)) { try short.blob16() }
        #expect(short.offset == 0)
        var hostile = WireReader([0xFF, 0xFF, 0xFF, 0xFF, 1])
        #expect(throws: WireError.truncated(offset: 0)) { try hostile.blob32(limit: .max) }
        #expect(throws: WireError.tooLong(limit: 9)) { try hostile.blob32(limit: 9) }
        #expect(hostile.offset == 0)
        var exact = WireReader([0, 0, 0, 2, 7, 8])
        #expect(throws: WireError.tooLong(limit: 1)) { try exact.blob32(limit: 1) }
        #expect(throws: WireError.tooLong(limit: -1)) { try exact.blob32(limit: -1) }
        #expect(try exact.blob32(limit: 2) == [7, 8])
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `never traps, and moves on only when it succeeds`(seed: UInt64) {
        var random = SeededBytes(seed: seed, label: "reader")
        let bytes = random.bytes(Int(random.below(120)))
        var reader = WireReader(bytes)
        for _ in 0..<60 {
            let start = reader.offset
            let before = reader.remaining
            guard let size = Self.readSomething(&reader, &random) else {
                #expect(reader.offset == start)
                continue
            }
            #expect(reader.offset == start + size)
            #expect(size <= before)
        }
        #expect(reader.offset + reader.remaining == bytes.count)
    }

    /// Reads a random kind of field and tells how many bytes it took, or nil where it was refused.
    static func readSomething(
        _ reader: inout WireReader, _ random: inout SeededBytes
    ) -> Int? {
        do {
            switch random.below(8) {
            case 0:
                _ = try reader.u8()
                return 1
            case 1:
                _ = try reader.u16()
                return 2
            case 2:
                _ = try reader.u32()
                return 4
            case 3:
                _ = try reader.u64()
                return 8
            case 4:
                _ = try reader.digest()
                return 32
            case 5: return try reader.blob16().count + 2
            case 6:
                return try reader.blob32(limit: Int(truncatingIfNeeded: random.next())).count + 4
            default: return try reader.bytes(Int(truncatingIfNeeded: random.next() >> 58) - 8).count
            }
        } catch {
            return nil
        }
    }

    @Test func `stops the program on blobs too long to write`() async {
        await #expect(processExitsWith: .failure) {
            var writer = WireWriter()
            writer.putBlob16([UInt8](repeating: 0, count: 65_536))
        }
    }

    @Test func `writes the longest blob16`() throws {
        var writer = WireWriter(capacity: 65_537)
        let longest = [UInt8](repeating: 9, count: 65_535)
        writer.putBlob16(longest)
        var reader = WireReader(writer.bytes)
        #expect(try reader.blob16() == longest)
    }

    static let sentences: [(WireError, String)] = [
        (.truncated(offset: 7), "The bytes end within the field that begins at byte 7."),
        (.trailingBytes(count: 2), "2 bytes follow the end of the last field."),
        (.tooLong(limit: 64), "A length is over the limit of 64 bytes."),
        (.invalid("The version is not 1."), "The version is not 1."),
    ]

    @Test(arguments: sentences)
    func `says in a sentence what is wrong`(error: WireError, sentence: String) {
        #expect(error.description == sentence)
    }
}
