import Testing

@Suite struct `The sizes` {
    @Test func `of lines, functions and files keep their limits`() {
        #expect(Repository.here.files.flatMap(Sizes.offences(in:)) == [])
    }

    @Test func `catch a long line`() {
        let words = String(repeating: "of é ", count: 20)
        let key = String(repeating: "k", count: 61)
        let text = "\(words)\n\(words)x\n\(words)\(key)\n"
        let file = SourceFile(path: "Sources/Wire/Digest.swift", text: text)
        #expect(Sizes.longLines(in: file).map(\.line) == [2])
    }

    @Test(arguments: ["css", "mustache", "js"])
    func `catch a long line of a page`(ending: String) {
        let text = String(repeating: "ab ", count: 34)
        let file = SourceFile(path: "Sources/Website/a.\(ending)", text: text)
        #expect(Sizes.offences(in: file).map(\.line) == [1])
    }

    @Test(arguments: [
        ("Sources/Wire/Digest.swift", 400), ("Tests/WireTests/DigestTests.swift", 600),
        ("Sources/Website/a.css", 200), ("Sources/Website/a.mustache", 150),
        ("Sources/Website/a.js", 300),
    ])
    func `catch a long file`(path: String, limit: Int) {
        let enough = String(repeating: "\n", count: limit)
        #expect(Sizes.longFile(SourceFile(path: path, text: enough)) == [])
        let file = SourceFile(path: path, text: enough + "\n")
        #expect(Sizes.longFile(file).count == 1 && Sizes.offences(in: file).count == 1)
    }

    @Test(arguments: [
        "func f() {", "init(a: Int) {", "var count: Int {", "deinit {",
        "static func f<T>(\n_ value: T\n) -> T where T: Equatable {", "subscript(i: Int) -> Int {",
    ])
    func `catch a long function`(head: String) {
        let lines = head.split(separator: "\n").count
        func file(_ count: Int) -> SourceFile {
            let body = String(repeating: "    work() // }\n", count: count)
            return SourceFile(
                path: "Sources/Wire/Digest.swift", text: "struct A {\n\(head)\n\(body)}\n}\n")
        }
        #expect(Sizes.longFunctions(in: file(59 - lines)) == [])
        #expect(Sizes.longFunctions(in: file(60 - lines)).map(\.line) == [2])
        #expect(Sizes.longFunctions(in: file(60)).map(\.line) == [2])
    }

    @Test func `catch a long function in C`() {
        let body = String(repeating: "    x += '}';\n", count: 60)
        let text = "extern \"C\" {\n}\nstatic const int a[] = {1};\nint f(int x) {\n\(body)}\n"
        let file = SourceFile(path: "Sources/Kernels/portable.c", text: text)
        #expect(Sizes.longFunctions(in: file).map(\.line) == [4])
        #expect(Sizes.functions(in: file).count == 1)
    }

    @Test func `do not take a type for a function`() {
        let body = String(repeating: "    case a\n", count: 80)
        let text = "struct A {\n    var b = 1\n    enum C {\n\(body)}\n}\n"
        let file = SourceFile(path: "Sources/Wire/Digest.swift", text: text)
        #expect(Sizes.longFunctions(in: file) == [])
    }

    @Test func `know every file that is exempt`() {
        for path in Sizes.tables {
            #expect(Repository.here.exists(path), "\(path)")
        }
    }
}

@Suite struct `Code text` {
    @Test(arguments: [
        ("a // b", "a     "), ("a /* b /* c */ d */ e", "a                   e"),
        (#"a("b")"#, "a(   )"), (#"a("\(f("x"))b")c"#, "a(            )c"),
        (##"a(#"b"c"#)"##, "a(       )"), ("`a b`", "`___`"), (#"a("b\"c")"#, "a(      )"),
        (#"a("//")b"#, "a(    )b"), ("#/a\"b/#c", "       c"),
    ])
    func `loses comments and literals and keeps its columns`(text: String, blanked: String) {
        #expect(CodeText.blanked(text, language: .swift) == blanked)
    }

    @Test func `keeps its lines`() {
        let text = "a\n/* b\nc */ d\n\"\"\"\n{ \"e\" }\n\"\"\"\nf"
        let lines = CodeText.blanked(text, language: .swift).split(separator: "\n")
        #expect(lines.map { $0.filter { $0 != " " } } == ["a", "", "d", "", "", "", "f"])
    }

    @Test func `reads characters in C`() {
        #expect(CodeText.blanked("'\"' + '\\'' // x", language: .c) == "    +          ")
    }
}
