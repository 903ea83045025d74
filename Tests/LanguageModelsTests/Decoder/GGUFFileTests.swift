import Foundation
import LanguageModels
import Testing
import Wire

@Suite struct `A GGUF file` {
    static let values: [(key: String, value: GGUFDraft.Value)] = [
        ("a", .u8(200)), ("b", .i8(-3)), ("c", .u16(60_000)), ("d", .i16(-300)),
        ("e", .u32(4_000_000_000)), ("f", .i32(-70_000)), ("g", .u64(.max)), ("h", .i64(.min)),
        ("i", .f32(1.5)), ("j", .f64(-0.1)), ("k", .flag(1)), ("l", .text(Array("Ġt".utf8))),
        ("m", .array(type: 5, [.i32(-1), .i32(7)])),
        ("n", .array(type: 8, [.text([0xFF]), .text([]), .text([65])])),
        (
            "o",
            .array(
                type: 9,
                [.array(type: 8, [.text([66])]), .array(type: 0, []), .array(type: 7, [.flag(0)])])
        ),
        ("p", .array(type: 6, [.f32(0.5)])),
    ]

    static func file(_ keys: [(key: String, value: GGUFDraft.Value)]) throws -> GGUFFile {
        var draft = GGUFDraft()
        draft.keys = keys
        return try GGUFFile(bytes: draft.bytes)
    }

    @Test func `has values of every type`() throws {
        let file = try Self.file(Self.values)
        #expect(file.metadata.map(\.key) == Self.values.map(\.key))
        #expect(file.value("a") == .unsigned(200) && file.value("b") == .signed(-3))
        #expect(file.value("c")?.integerValue == 60_000 && file.value("d")?.integerValue == -300)
        #expect(file.value("e")?.integerValue == 4_000_000_000)
        #expect(file.value("f")?.integerValue == -70_000)
        #expect(file.value("g") == .unsigned(.max) && file.value("g")?.integerValue == nil)
        #expect(file.value("h") == .signed(.min))
        #expect(file.value("i") == .single(1.5) && file.value("i")?.doubleValue == 1.5)
        #expect(file.value("j") == .double(-0.1) && file.value("k")?.booleanValue == true)
        #expect(file.value("l")?.textValue == "Ġt" && file.value("l")?.integerValue == nil)
        #expect(file.value("m")?.arrayValue?.integers == [-1, 7])
        #expect(file.value("m")?.arrayValue?.strings == nil)
        #expect(file.value("n")?.arrayValue?.strings == [[0xFF], [], [65]])
        let inner = file.value("o")?.arrayValue?.arrays
        #expect(inner?.map(\.count) == [1, 0, 1] && inner?[0].strings == [[66]])
        #expect(file.value("p")?.arrayValue?.numbers == [0.5])
        #expect(file.value("q") == nil)
    }

    @Test func `of version 2 is the same`() throws {
        var draft = GGUFDraft.floats([("x", [1, 2])])
        draft.version = 2
        let file = try GGUFFile(bytes: draft.bytes)
        #expect(try file.tensor("x").map { try file.floats($0) } == [1, 2])
    }

    @Test(arguments: [1, 8, 32, 64, 4_096])
    func `may choose its alignment`(alignment: Int) throws {
        var draft = GGUFDraft.floats([("y", [1, 2, 3]), ("x", [4]), ("z", [5, 6])])
        draft.alignment = alignment
        draft.keys = [("general.alignment", .u32(UInt32(alignment)))]
        let file = try GGUFFile(bytes: draft.bytes)
        #expect(file.tensors.map(\.name) == ["x", "y", "z"])
        #expect(try file.tensors.map { try file.floats($0) } == [[4], [1, 2, 3], [5, 6]])
    }

    @Test func `gives rows of a tensor, innermost dimension last`() throws {
        var draft = GGUFDraft.floats([("x", (0..<24).map(Float.init))])
        draft.tensors[0].dimensions = [4, 3, 2]
        let file = try GGUFFile(bytes: draft.bytes)
        let tensor = try #require(file.tensor("x"))
        #expect(tensor.shape == [2, 3, 4] && tensor.rows == 6 && tensor.columns == 4)
        #expect(try file.floats(tensor, rows: 2..<4) == (8..<16).map(Float.init))
        #expect(try file.bytes(of: tensor, rows: 5..<6).count == 16)
    }

    @Test func `larger than the window of its reader is read whole`() throws {
        let texts = (0..<30_000).map { GGUFDraft.Value.text(Array("token \($0)".utf8)) }
        let long = [UInt8](repeating: 65, count: 200_000)
        let file = try Self.file([
            ("tokens", .array(type: 8, texts)), ("long", .text(long)), ("last", .u32(7)),
        ])
        let strings = try #require(file.value("tokens")?.arrayValue?.strings)
        #expect(strings.count == 30_000 && strings[29_999] == Array("token 29999".utf8))
        #expect(file.value("long") == .string(long) && file.value("last") == .unsigned(7))
    }

    @Test func `that is not there, or no file, is named`() {
        let error = #expect(throws: GGUFError.self) { try GGUFFile(path: "/no/such.gguf") }
        #expect(error?.description.contains("/no/such.gguf") == true)
        #expect(throws: GGUFError.self) { try GGUFFile(path: "/dev/zero") }
    }
}
