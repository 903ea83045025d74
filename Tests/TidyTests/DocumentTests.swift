import Testing

@Suite struct `The documents` {
    let repository = Repository.here

    func page(_ text: String) -> SourceFile { SourceFile(path: "docs/page.md", text: text) }

    @Test func `link to what exists`() {
        let dead = repository.files.filter(\.isMarkdown).flatMap {
            Documents.deadLinks(in: $0, exists: repository.exists)
        }
        #expect(dead == [])
    }

    @Test func `are caught with a dead link`() {
        let text = """
            [a](../README.md) [b](gone.md#here) [c](https://example.org/x) [d](#part)
            ```
            [e](gone.md)
            ```
            """
        let dead = Documents.deadLinks(in: page(text)) { $0 == "README.md" }
        #expect(dead.map(\.sentence) == ["gone.md does not exist"])
    }

    @Test func `state the known limits`() {
        let readme = repository.text(of: "README.md")
        let limits = readme.text(from: "## Honest limits\n", to: "\n## ")
        #expect(limits.split(separator: "\n").count { $0.hasPrefix("* ") } >= 5)
    }

    @Test func `describe every room as the manifest has it`() {
        let text = repository.text(of: "ARCHITECTURE.md")
        let offences = Documents.undescribedRooms(
            architecture: text, rooms: repository.rooms, exists: repository.exists)
        #expect(offences == [])
    }

    @Test func `are caught when a room's section is missing, thin, untrue or out of order`() {
        let rooms = RoomTable(
            manifest: """
                let rooms: [Room] = [
                    Room("Wire"),
                    Room("Money", ["Wire"]),
                ]
                """)
        let parts = "**Knows.** **Must not know.** **Invariants.** **Testing.** Tests/ATests"
        let wire = "\n### Wire\n\(parts) Imports: nothing.\n"
        let money = "\n### Money\n\(parts) Imports: Wire.\n"
        func offences(_ text: String) -> Int {
            Documents.undescribedRooms(architecture: text, rooms: rooms) { $0 == "Tests/ATests" }
                .count
        }
        #expect(offences(wire + money) == 0)
        #expect(offences(wire) == 1)
        #expect(offences(money + wire) == 1)
        #expect(offences(wire + "\n### Money\n\(parts) Imports: Ledger.\n") == 1)
        #expect(offences(wire + "\n### Money\n**Knows.** Imports: Wire.\n") == 4)
        #expect(offences(wire + money.replacing("ATests", with: "BTests")) == 1)
    }

    @Test func `in the sources say what each file is for`() {
        #expect(repository.files.flatMap(Documents.unexplained) == [])
    }

    @Test(arguments: [
        ("import Wire\n\nstruct A {}\n", 1), ("import Wire\n\n/// An A.\nstruct A {}\n", 0),
        ("/// An A.\n@frozen\npublic struct A {}\n", 0), ("public func a() {}\n", 1),
        ("@Something struct A {}", 1), ("extension A {}\n", 0),
    ])
    func `in the sources are caught when they say nothing`(text: String, count: Int) {
        let file = SourceFile(path: "Sources/Wire/A.swift", text: text)
        #expect(Documents.unexplained(file).count == count)
    }

    @Test func `show commands that exist`() {
        let targets = Documents.makeTargets(repository.text(of: "Makefile"))
        let subcommands = Documents.subcommands(repository.files)
        #expect(targets.isSuperset(of: ["build", "run", "test", "bench", "sanitize"]))
        for name in ["README.md", "CONTRIBUTING.md", "SECURITY.md"] {
            let file = SourceFile(path: name, text: repository.text(of: name))
            let unknown = Documents.unknownCommands(
                in: file, makeTargets: targets, subcommands: subcommands,
                exists: repository.exists)
            #expect(unknown == [])
        }
    }

    @Test(arguments: [
        ("make run", 0), ("make fly", 1), ("A=\"1 2\" make run B=\"2 3\"", 0),
        ("openledger verify x", 0),
        (".build/release/openledger dance", 1), ("scripts/setup.sh", 0), ("scripts/gone.sh", 1),
        ("frobnicate", 1), ("# a remark", 0),
    ])
    func `are caught with a command that does not exist`(command: String, count: Int) {
        let unknown = Documents.unknownCommands(
            in: page("```sh\n\(command)\n```\nmake fly\n"), makeTargets: ["run"],
            subcommands: ["verify"]
        ) { $0 == "scripts/setup.sh" }
        #expect(unknown.count == count)
    }

    @Test func `know the subcommands from their declarations`() {
        let text = """
            struct VerifyCommand: AsyncParsableCommand {
                static let configuration = CommandConfiguration(commandName: "check")
            }
            struct Demo: ParsableCommand {}
            """
        let file = SourceFile(path: "Sources/Commands/A.swift", text: text)
        #expect(Documents.subcommands([file]) == ["verify", "check", "demo"])
    }
}

@Suite struct `The coverage map` {
    let repository = Repository.here

    @Test func `has each row once, and every test that it names exists`() {
        let page = repository.text(of: "docs/coverage.md")
        #expect(CoverageMap.offences(page: page) { repository.text(of: $0) } == [])
    }

    @Test func `is caught with a missing row, an unknown test or an empty claim`() {
        let rows = CoverageMap.rows.map { "| \($0) | something | open | |" }
        func offences(_ rows: [String]) -> [String] {
            CoverageMap.offences(page: rows.joined(separator: "\n")) { path in
                path == "Tests/A.swift" ? "@Test func `is exact`() {}" : ""
            }
        }
        func replacing(_ row: String) -> [String] { [row] + rows.dropFirst() }
        #expect(offences(rows) == [])
        #expect(offences(Array(rows.dropLast())) == ["row 247 stands 0 times"])
        #expect(offences(rows + [rows[4]]) == ["row 5 stands 2 times"])
        #expect(offences(replacing("| 1 | a | covered | `Tests/A.swift: is exact` |")) == [])
        #expect(offences(replacing("| 1 | a | covered | `Tests/A.swift: is gone` |")).count == 1)
        #expect(offences(replacing("| 1 | a | covered | |")).count == 1)
        #expect(offences(replacing("| 1 | a | nearly | |")).count == 1)
        #expect(offences(replacing("| 1 | a | open | `Tests/A.swift: is exact` |")).count == 1)
    }
}

extension String {
    /// What stands between two markers; nothing when either is missing.
    fileprivate func text(from start: String, to end: String) -> Substring {
        guard let begin = firstRange(of: start)?.upperBound,
            let finish = self[begin...].firstRange(of: end)?.lowerBound
        else { return "" }
        return self[begin..<finish]
    }
}
