import LanguageModels
import Testing
import Wire

@Suite struct `A hostile GGUF file` {
    /// A fault and what is changed in a sound file to make it.
    struct Attack: Sendable, CustomStringConvertible {
        let description: String
        let fault: GGUFError
        let change: @Sendable (inout GGUFDraft) -> Void

        init(
            _ description: String, _ fault: GGUFError,
            _ change: @escaping @Sendable (inout GGUFDraft) -> Void
        ) {
            (self.description, self.fault, self.change) = (description, fault, change)
        }

        var bytes: [UInt8] {
            var draft = GGUFDraft.floats([("a", [1, 2]), ("b", [3])])
            draft.keys = [("general.architecture", .text(Array("llama".utf8)))]
            change(&draft)
            return draft.bytes
        }
    }

    /// Behind mark, version, counts and the one key.
    static let size = Attack("", .notGGUF, { _ in }).bytes.count

    static let heads: [Attack] = [
        Attack("other mark", .notGGUF) { $0.mark = Array("GGML".utf8) },
        Attack("big-endian", .bigEndian) { $0.version = 0x0300_0000 },
        Attack("version 1", .unsupportedVersion(1)) { $0.version = 1 },
        Attack("version 4", .unsupportedVersion(4)) { $0.version = 4 },
        Attack("2^63 keys", .tooManyKeys(1 << 63)) { $0.keyCount = 1 << 63 },
        Attack("2^63 tensors", .tooManyTensors(1 << 63)) { $0.tensorCount = 1 << 63 },
        Attack("65 537 tensors", .tooManyTensors(65_537)) { $0.tensorCount = 65_537 },
        Attack("key twice", .duplicateKey("k")) { $0.keys = [("k", .u8(1)), ("k", .u8(1))] },
        Attack("key of no bytes", .invalidName(offset: 24)) { $0.keys = [("", .u8(1))] },
        Attack("key too long", .invalidName(offset: 24)) {
            $0.keys = [(String(repeating: "k", count: 65_536), .u8(1))]
        },
        Attack("unknown type", .unknownValueType(key: "k", type: 13)) {
            $0.keys = [("k", .unknown(type: 13))]
        },
        Attack("boolean of 2", .invalidBoolean(key: "k")) { $0.keys = [("k", .flag(2))] },
        Attack("booleans of 2", .invalidBoolean(key: "k")) {
            $0.keys = [("k", .array(type: 7, [.flag(0), .flag(2)]))]
        },
        Attack("array of unknown type", .unknownValueType(key: "k", type: 99)) {
            $0.keys = [("k", .array(type: 99, []))]
        },
        Attack("arrays too deep", .arraysTooDeep(key: "k")) {
            $0.keys = [
                ("k", (0..<5).reduce(.u8(1)) { inner, _ in .array(type: inner.type, [inner]) })
            ]
        },
    ]

    @Test(arguments: heads)
    func `is refused for its head`(attack: Attack) {
        #expect(throws: attack.fault) { try GGUFFile(bytes: attack.bytes) }
        #expect(attack.fault.description.hasSuffix("."))
    }

    /// Each claims more bytes than any machine has.
    static let lengths: [GGUFDraft.Value] = [
        .array(type: 0, [], claim: .max), .array(type: 8, [], claim: 1 << 61),
        .array(type: 9, [.array(type: 0, [])], claim: 1 << 62),
        .array(type: 12, [], claim: 1 << 40),
        .array(type: 7, [.flag(1)], claim: 1 << 63),
    ]

    @Test(arguments: lengths.indices)
    func `that claims an endless array is cut off`(index: Int) {
        let bytes = Attack("", .notGGUF) { $0.keys = [("k", Self.lengths[index])] }.bytes
        #expect(throws: GGUFError.truncated(size: bytes.count)) { try GGUFFile(bytes: bytes) }
    }

    @Test func `that claims an endless text or name is cut off or refused`() {
        var bytes = Attack("", .notGGUF) { _ in }.bytes
        // The key's length, then that of its value behind 8 + 20 + 4 bytes.
        bytes.replaceSubrange(56..<64, with: repeatElement(0xFF, count: 8))
        #expect(throws: GGUFError.truncated(size: bytes.count)) { try GGUFFile(bytes: bytes) }
        bytes.replaceSubrange(24..<32, with: repeatElement(0xFF, count: 8))
        #expect(throws: GGUFError.invalidName(offset: 24)) { try GGUFFile(bytes: bytes) }
        bytes.replaceSubrange(24..<33, with: [1, 0, 0, 0, 0, 0, 0, 0, 0xFF])
        #expect(throws: GGUFError.invalidName(offset: 24)) { try GGUFFile(bytes: bytes) }
    }

    static let tensors: [Attack] = [
        Attack("alignment 0", .invalidAlignment) { $0.keys = [("general.alignment", .u32(0))] },
        Attack("alignment 24", .invalidAlignment) { $0.keys = [("general.alignment", .u32(24))] },
        Attack("alignment as text", .invalidAlignment) {
            $0.keys = [("general.alignment", .text([51, 50]))]
        },
        Attack("alignment of 2^40", .invalidAlignment) {
            $0.keys = [("general.alignment", .u64(1 << 40))]
        },
        Attack("alignment beyond the file", .offsetsOutOfRange("a")) {
            $0.keys = [("general.alignment", .u32(1 << 31))]
            $0.tensors.removeLast()
        },
        Attack("tensor twice", .duplicateTensor("a")) { $0.tensors[1].name = "a" },
        Attack("no dimension", .invalidShape("a")) { $0.tensors[0].dimensions = [] },
        Attack("five dimensions", .invalidShape("a")) {
            $0.tensors[0].dimensions = [1, 1, 1, 1, 2]
        },
        Attack("dimension 0", .invalidShape("a")) { $0.tensors[0].dimensions = [2, 0] },
        Attack("dimension of 2^63", .sizeOverflow("a")) { $0.tensors[0].dimensions = [1 << 63] },
        Attack("product overflows", .sizeOverflow("a")) {
            $0.tensors[0].dimensions = [1 << 32, 1 << 32]
        },
        Attack("bytes overflow", .sizeOverflow("a")) {
            $0.tensors[0].dimensions = [1 << 31, 1 << 31]
        },
        Attack("product of 2^61 bytes", .offsetsOutOfRange("a")) {
            $0.tensors[0].dimensions = [1 << 30, 1 << 29]
        },
        Attack("block format", .rowEndsWithinBlock(tensor: "a", columns: 2, format: "Q4_1")) {
            $0.tensors[0].type = 3
        },
        Attack("Q4_K row", .rowEndsWithinBlock(tensor: "a", columns: 32, format: "Q4_K")) {
            $0.tensors[0].type = 12
            $0.tensors[0].dimensions = [32, 8]
        },
        Attack("known type", .unsupportedElementType(tensor: "a", type: "IQ2_XXS")) {
            $0.tensors[0].type = 16
        },
        Attack("unknown type", .unsupportedElementType(tensor: "b", type: "number 4711")) {
            $0.tensors[1].type = 4_711
        },
        Attack("misaligned", .misaligned("b")) { $0.tensors[1].offset = 8 },
        Attack("beyond the file", .offsetsOutOfRange("b")) { $0.tensors[1].offset = 4_096 },
        Attack("offset of 2^64", .offsetsOutOfRange("b")) { $0.tensors[1].offset = .max - 31 },
        Attack("cut off", .offsetsOutOfRange("b")) { $0.tensors[1].bytes.removeLast() },
        Attack("overlap", .overlap("b")) {
            $0.tensors[0].dimensions = [9]
            $0.tensors[0].bytes += [UInt8](repeating: 0, count: 28)
            $0.tensors[1].offset = 32
        },
        Attack("bytes between", .gap(before: "b")) {
            $0.tensors[0].bytes += [UInt8](repeating: 0, count: 32)
        },
        Attack("bytes at the end", .gap(before: nil)) {
            $0.end = [UInt8](repeating: 0, count: 29)
        },
    ]

    @Test(arguments: tensors)
    func `is refused for its tensors`(attack: Attack) {
        #expect(throws: attack.fault) { try GGUFFile(bytes: attack.bytes) }
        #expect(attack.fault.description.hasSuffix("."))
    }

    @Test func `may pad its last tensor, and no further`() throws {
        let padded = Attack("", .notGGUF) { $0.end = [UInt8](repeating: 0, count: 28) }
        #expect(try GGUFFile(bytes: padded.bytes).tensors.count == 2)
    }

    @Test func `cut anywhere is refused`() {
        let bytes = Attack("", .notGGUF) { $0.keys = `A GGUF file`.values }.bytes
        for count in 0..<bytes.count {
            #expect(throws: GGUFError.self) { try GGUFFile(bytes: Array(bytes[..<count])) }
        }
    }

    @Test func `with any byte changed is read or refused`() {
        let bytes = Attack("", .notGGUF) { $0.keys = `A GGUF file`.values }.bytes
        var read = 0
        for place in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << UInt8(bit)
                guard let file = try? GGUFFile(bytes: changed) else { continue }
                for tensor in file.tensors { _ = try? file.floats(tensor) }
                for entry in file.metadata { _ = entry.value.arrayValue?.strings }
                read += 1
            }
        }
        #expect(read > 100)
    }

    @Test func `that is something else is named`() {
        let zip: [UInt8] = [0x50, 0x4B, 0x03, 0x04] + [UInt8](repeating: 0, count: 600)
        #expect(throws: GGUFError.mistaken(.zip)) { try GGUFFile(bytes: zip) }
        #expect(throws: GGUFError.truncated(size: 0)) { try GGUFFile(bytes: []) }
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func `with a number that is not finite is refused when it is read`(value: Float) throws {
        let file = try GGUFFile(bytes: GGUFDraft.floats([("a", [1, value])]).bytes)
        #expect(throws: GGUFError.notFinite(tensor: "a", index: 1)) {
            try file.floats(file.tensors[0])
        }
    }
}
