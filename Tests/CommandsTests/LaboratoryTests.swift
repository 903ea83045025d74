import LanguageModels
import Testing
import Wire

@Suite struct `The laboratory` {
    @Test func `gives the token ids of each line, empty ones included`() throws {
        let folder = try Folder()
        _ = try folder.write(Array("hello world\n\na\rb\u{2028}c\nlast".utf8), to: "texts")
        let outcome = try Program.run(
            "lab", "tokens", "--texts", "texts", "--out", "out.jsonl", in: folder)
        #expect(outcome.code == 0, "\(outcome.errors)")
        let lines = try folder.bytes(of: "out.jsonl").split(separator: 0x0A).map {
            try JSONValue(parsing: Array($0), limit: 1 << 16)["tokens"]?.arrayValue?
                .compactMap(\.integerValue)
        }
        #expect(
            lines == [
                [101, 7592, 2088, 102], [101, 102], [101, 1037, 1038, 1039, 102],
                [101, 2197, 102],
            ])
    }

    @Test func `calls a file in UTF-16 what it is`() throws {
        let folder = try Folder()
        let units = Array("\u{FEFF}a line\n".utf16)
        let text = units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        _ = try folder.write(text, to: "texts")
        let outcome = try Program.run(
            "lab", "tokens", "--texts", "texts", "--out", "tokens.jsonl", in: folder)
        #expect(outcome.code == 1)
        #expect(outcome.errors.contains("texts is text in UTF-16: save it as UTF-8"))
    }

    @Test func `names the line that is not UTF-8 and leaves no file`() throws {
        let folder = try Folder()
        let good = Array(String(repeating: "a line\n", count: 1500).utf8)
        _ = try folder.write(good + [0x61, 0xFF, 0x0A], to: "texts")
        for command in ["tokens", "embed"] {
            let outcome = try Program.run(
                "lab", command, "--texts", "texts", "--out", "out", in: folder)
            #expect(outcome.code == 1)
            #expect(outcome.errors.contains("line 1501 of texts"), "\(outcome.errors)")
            #expect(!folder.has("out") && !folder.has("out.partial"))
        }
    }

    @Test func `gives unit embeddings that do not depend on their neighbours`() throws {
        let folder = try Folder()
        let texts = (0..<40).map { "text number \($0) " + String(repeating: "x ", count: $0) }
        _ = try folder.write(Array(texts.joined(separator: "\n").utf8), to: "all")
        _ = try folder.write(Array(texts[17].utf8), to: "one")
        let all = try embed("all", in: folder)
        #expect(all.shape == [40, 384])
        for row in 0..<40 {
            let values = all.values[row * 384..<(row + 1) * 384]
            #expect(abs(values.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
        }
        let one = try embed("one", in: folder)
        #expect(one.shape == [1, 384])
        #expect(one.values == Array(all.values[17 * 384..<18 * 384]))
    }

    @Test func `gives the same bits on one and three threads and the portable kernels`() throws {
        let folder = try Folder()
        _ = try folder.write(Array("tools for packaging\nan editor\nfonts\n".utf8), to: "texts")
        let usual = try embed("texts", in: folder)
        for environment in [
            ["OPENLEDGER_THREADS": "1"], ["OPENLEDGER_THREADS": "3"],
            ["OPENLEDGER_KERNELS": "portable"],
        ] {
            let other = try embed("texts", in: folder, environment: environment)
            #expect(other == usual, "\(environment)")
        }
    }

    @Test func `makes nothing out of an empty file`() throws {
        let folder = try Folder()
        _ = try folder.write([], to: "texts")
        #expect(try embed("texts", in: folder).shape == [0, 384])
    }

    @Test func `refuses places that are no files`() throws {
        let folder = try Folder()
        _ = try folder.write(Array("a\n".utf8), to: "texts")
        for out in [".", "/dev/null", "missing/out"] {
            let outcome = try Program.run(
                "lab", "tokens", "--texts", "texts", "--out", out, in: folder)
            #expect(outcome.code == 1, "\(out)")
        }
    }

    private struct Embeddings: Equatable {
        let shape: [Int]
        let values: [Float]
    }

    private func embed(
        _ texts: String, in folder: Folder, environment: [String: String] = [:]
    ) throws -> Embeddings {
        let outcome = try Program.run(
            "lab", "embed", "--texts", texts, "--out", "out.npy", in: folder,
            environment: environment)
        #expect(outcome.code == 0, "\(outcome.errors)")
        let file = try NumPyFile(path: folder.path("out.npy"))
        guard case .float32(let values) = file.elements else {
            Issue.record("The embeddings are not float32.")
            return Embeddings(shape: file.shape, values: [])
        }
        return Embeddings(shape: file.shape, values: values)
    }
}
