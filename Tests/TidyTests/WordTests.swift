import Testing

@Suite struct `The words` {
    @Test func `that mark unfinished work are nowhere`() {
        #expect(Repository.here.files.flatMap(BannedWords.offences(in:)) == [])
    }

    @Test(arguments: [
        "// TODO: later", "/// A stub.", "let fake = 1", "// A mock of it", "# FIXME",
        "// works for now", "// in a real system", "# a hack", "a placeholder", "dummy",
        "// simplified", "not implemented", "XXX",
    ])
    func `are caught wherever they stand`(line: String) {
        for path in ["Sources/Wire/A.swift", "Tests/WireTests/A.swift", "scripts/a.sh", "a.md"] {
            let file = SourceFile(path: path, text: "\n" + line + "\n")
            #expect(BannedWords.offences(in: file).map(\.line) == [2], "\(path)")
        }
    }

    @Test(arguments: [
        "see /work/notes.md", "cp /tmp/a b",
        "--index-url https://x",
    ])
    func `of one machine are caught`(line: String) {
        let file = SourceFile(path: "README.md", text: line)
        #expect(BannedWords.offences(in: file).count == 1)
    }

    @Test(arguments: [
        "mktemp -d", "<input placeholder=\"0x…\">", "it works for nowhere", "networking",
        "a hackathon", "mocking", "ask the user",
        "https://example.org/work/", "URLSession", "the framework/tmpl/",
    ])
    func `that only look alike are left alone`(line: String) {
        #expect(BannedWords.offences(in: SourceFile(path: "README.md", text: line)) == [])
    }

    @Test(arguments: [
        ("Sources/Wire/WireUtils.swift", ""), ("Sources/Helpers/A.swift", ""),
        ("Sources/Wire/Common.swift", ""), ("Sources/Wire/A.swift", "struct KeyManager {}"),
        ("Sources/Wire/A.swift", "enum Util {}"),
    ])
    func `that say nothing are caught in names`(path: String, text: String) {
        #expect(BannedWords.offences(in: SourceFile(path: path, text: text)).count == 1)
    }

    @Test func `may name the types of others`() {
        let file = SourceFile(path: "Sources/Node/A.swift", text: "let a = FileManager.default")
        #expect(BannedWords.offences(in: file) == [])
    }
}

@Suite struct `The calls` {
    @Test func `that depend on moment, machine or luck stay at the edge`() {
        #expect(Repository.here.files.flatMap(BannedCalls.offences(in:)) == [])
    }

    @Test(arguments: [
        "let a = Date()", "let a = UUID()", "let a = Int.random(in: 0..<3)", "a.shuffled()",
        "let a = Date.now", "Task { work() }", "Task.detached { work() }", "try! work()",
        "unsafe work()", "final class A: @unchecked Sendable {}", "nonisolated(unsafe) var a = 1",
        "print(1)", "var g = SystemRandomNumberGenerator()", "Task(priority: .high) { work() }",
        "@unsafe func a() {}", "try await log.append(.deposit(deposit))",
    ])
    func `are caught in a room`(line: String) {
        let file = SourceFile(path: "Sources/Ledger/A.swift", text: "\n    \(line)\n")
        #expect(BannedCalls.offences(in: file).map(\.line) == [2])
    }

    @Test(arguments: [
        "let a = Int.random(in: 0..<3, using: &generator)", "// Date()", "let a = \"UUID()\"",
        "let isUnsafe = unsafeFlag", "withTaskGroup { }", "debugPrint(1)", "TaskLocal { }",
        "log.append(bytes)",
    ])
    func `that only look alike are left alone`(line: String) {
        let file = SourceFile(path: "Sources/Ledger/A.swift", text: line)
        #expect(BannedCalls.offences(in: file) == [])
    }

    @Test func `of the clock are Node's and Commands' to make`() {
        let text = "let a = Date()\nTask { work() }\nprint(UUID())\n"
        for room in ["Node", "Commands"] {
            let file = SourceFile(path: "Sources/\(room)/A.swift", text: text)
            #expect(BannedCalls.offences(in: file) == [])
        }
    }

    @Test(arguments: [
        ("Sources/Tensors/A.swift", "import Foundation\nlet a = exp(b)", 1),
        ("Sources/Tensors/A.swift", "import Glibc\nlet a = Glibc.logf(b)", 1),
        ("Sources/Tensors/A.swift", "import Glibc\nlet a = Exponential.exp(b)", 0),
        ("Sources/Tensors/A.swift", "let a = exp(b)", 0),
        ("Sources/Node/A.swift", "import Foundation\nlet a = exp(b)", 0),
        ("Sources/Kernels/a.c", "float f(float x) { return expf(x); }", 1),
        ("Sources/Kernels/a.c", "float f(float x) { return ol_expf(x) + sqrtf(x); }", 0),
        ("Sources/Kernels/a.c", "float f(float x) { return __builtin_powf(x, x); }", 1),
    ])
    func `of the C library's mathematics stay out of weights`(path: String, text: String, n: Int) {
        #expect(BannedCalls.offences(in: SourceFile(path: path, text: text)).count == n)
    }

    @Test func `marked unsafe stay in the named files`() {
        let file = SourceFile(path: "Sources/Tensors/Matrix.swift", text: "unsafe work()")
        #expect(BannedCalls.offences(in: file) == [])
        let places = BannedCalls.unsafePlaces.keys
        #expect(places.allSatisfy { $0.hasPrefix("Sources/") || $0.hasPrefix("Tests/") })
    }
}
