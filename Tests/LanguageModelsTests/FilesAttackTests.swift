import Foundation
import LanguageModels
import Testing
import Wire

@Suite struct `A hostile model file` {
    static func bytes(_ name: String) throws -> [UInt8] {
        let folder = try #require(
            Bundle.module.url(
                forResource: "attacks", withExtension: nil, subdirectory: "Fixtures"))
        return [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    static let safetensors: [(String, SafetensorsError)] = [
        ("empty", .truncated(size: 0)), ("header-beyond-file", .truncated(size: 10)),
        ("header-of-exabytes", .headerTooLong((1 << 63) + 5)),
        ("header-is-an-array", .invalidHeader),
        ("header-cut", .malformedHeader(.unexpectedEnd(offset: 19))),
        ("header-not-utf8", .malformedHeader(.invalidUTF8(offset: 1))),
        ("header-deep", .malformedHeader(.tooDeep(offset: 68))),
        ("name-twice", .duplicateName(offset: 61)),
        ("entry-not-an-object", .invalidEntry("a")), ("entry-with-more", .invalidEntry("a")),
        ("shape-negative", .invalidEntry("a")), ("shape-overflows", .sizeOverflow("a")),
        ("shape-too-small", .sizeMismatch("a")),
        ("type-unknown", .unknownElementType(tensor: "a", type: "F4")),
        ("offsets-beyond-file", .offsetsOutOfRange("a")),
        ("offsets-backwards", .offsetsOutOfRange("a")), ("tensors-overlap", .overlap("b")),
        ("bytes-between", .gap(before: "b")), ("bytes-at-the-end", .gap(before: nil)),
        ("metadata-of-numbers", .invalidHeader),
        ("not-a-number", .notFinite(tensor: "a", index: 1)),
    ]

    @Test(arguments: safetensors)
    func `of tensors is refused for its fault`(name: String, fault: SafetensorsError) throws {
        let bytes = try Self.bytes(name + ".safetensors")
        #expect(throws: fault) {
            let file = try SafetensorsFile(bytes: bytes)
            for tensor in file.tensors { _ = try file.floats(tensor) }
        }
        #expect(fault.description.hasSuffix("."))
    }

    static let arrays: [(String, NumPyError)] = [
        ("size-overflows", .sizeMismatch), ("size-of-terabytes", .sizeMismatch),
        ("header-cut", .truncated), ("objects", .unsupportedType("|O")),
        ("code-in-header", .malformedHeader(offset: 20)),
        ("key-twice", .malformedHeader(offset: 27)), ("fortran", .fortranOrder),
        ("version-2", .notNumPy),
    ]

    @Test(arguments: arrays)
    func `of an array is refused for its fault`(name: String, fault: NumPyError) throws {
        let bytes = try Self.bytes(name + ".npy")
        #expect(throws: fault) { try NumPyFile(bytes: bytes) }
    }

    static let samples: [[UInt8]] = [
        SafetensorsFile.encoded(
            [("a.weight", [2, 3], [1, 2, 3, 4, 5, 6]), ("b", [0], []), ("c", [], [7])],
            metadata: [("format", "pt")]),
        NumPyFile(shape: [2, 2], elements: .float32([1, 2, 3, 4])).bytes,
        NumPyFile(shape: [3], elements: .int32([1, 2, 3])).bytes,
        Array(`A BERT configuration`.text.utf8),
    ]

    /// Mutants of sound files: each is read or refused, and none stops the process.
    @Test(arguments: 0..<4_000)
    func `never stops the reader`(seed: UInt64) {
        var random = SeededBytes(seed: seed, label: "model file")
        var bytes = Self.samples[Int(seed % 4)]
        for _ in 0...random.below(4) where !bytes.isEmpty {
            let position = Int(random.below(UInt64(bytes.count)))
            switch random.below(5) {
            case 0: bytes[position] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.remove(at: position)
            case 2: bytes.insert(bytes[Int(random.below(UInt64(bytes.count)))], at: position)
            case 3: bytes[position] = UInt8(ascii: "9")
            default: bytes.removeSubrange(position..<min(bytes.count, position + 7))
            }
        }
        if let file = try? SafetensorsFile(bytes: bytes) {
            for tensor in file.tensors { _ = try? file.floats(tensor) }
        }
        _ = try? NumPyFile(bytes: bytes)
        _ = try? BertConfiguration(json: bytes)
    }
}
