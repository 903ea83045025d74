import Testing

@Suite struct `The program` {
    @Test func `ends with 0 for help and version, on standard output`() throws {
        let folder = try Folder()
        let version = try Program.run("--version", in: folder)
        #expect(version.code == 0 && version.output.contains("."))
        let help = try Program.run("--help", in: folder)
        #expect(help.code == 0 && help.errors.isEmpty)
        for name in ["demo", "verify", "receipt", "log", "account", "key", "datanet", "lab"] {
            #expect(help.output.contains("  \(name) "), "\(name)")
        }
    }

    @Test(arguments: [
        ["no-such-command"], ["demo", "--no-such-flag"], ["demo", "--rows", "0"],
        ["demo", "--rows", "many"], ["demo", "--cheat", "nobody"], ["demo", "--seed", "-1"],
        ["verify"], ["verify", "file"], ["verify", "file", "--key", "key", "--recompute"],
        ["receipt", "show", "01", "--data", "."], ["receipt", "show", "-1", "--data", "."],
        ["receipt", "show", "18446744073709551616", "--data", "."],
        ["receipt", "export", "1", "--data", "."], ["log", "prove", "inclusion", "--data", "."],
        ["account", "show", "0x12", "--data", "."], ["lab", "tokens", "--texts", "file"],
    ])
    func `ends with 2 for wrong usage`(arguments: [String]) throws {
        let folder = try Folder()
        let outcome = try Program.run(arguments: arguments, in: folder)
        #expect(outcome.code == 2, "\(arguments): \(outcome.errors)")
        #expect(outcome.output.isEmpty && !outcome.errors.isEmpty)
    }

    @Test(arguments: [
        ["log", "key", "--data", "missing"], ["key", "show", "--data", "missing"],
        ["key", "new", "--data", "missing"], ["datanet", "list", "--data", "missing"],
        ["receipt", "show", "1", "--data", "."], ["log", "audit", "missing"],
        ["verify", "missing", "--key", "missing"],
        ["lab", "embed", "--model", "missing", "--texts", "missing", "--out", "out.npy"],
        ["datanet", "import-debian", "--out", "sample", "--dumpavail", "missing"],
    ])
    func `ends with 1 and one sentence for what is not there`(arguments: [String]) throws {
        let folder = try Folder()
        let outcome = try Program.run(arguments: arguments, in: folder)
        #expect(outcome.code == 1, "\(arguments): \(outcome.errors)")
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("openledger: "))
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    }

    @Test func `refuses kernel paths and thread counts by name`() throws {
        let folder = try Folder()
        for (name, value) in [
            ("OPENLEDGER_KERNELS", "abacus"), ("OPENLEDGER_KERNELS", "wideTile"),
            ("OPENLEDGER_THREADS", "0"), ("OPENLEDGER_THREADS", "1025"),
            ("OPENLEDGER_THREADS", "two"), ("OPENLEDGER_THREADS", "-1"),
        ] {
            let outcome = try Program.run(
                "log", "key", "--data", ".", in: folder, environment: [name: value])
            #expect(outcome.code == 1)
            #expect(outcome.errors.contains("'\(value)'"), "\(outcome.errors)")
        }
    }

    @Test func `refuses a file that is no receipt, and what is no key`() throws {
        let folder = try Folder()
        _ = try folder.write(Array("no receipt\n".utf8), to: "file")
        let key = "log.example+7ec8bf40+AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g"
        let nonsense = try Program.run("verify", "file", "--key", "nonsense", in: folder)
        #expect(nonsense.code == 1 && nonsense.errors.contains("'nonsense'"))
        let wrong = try Program.run("verify", "file", "--key", key, in: folder)
        #expect(wrong.code == 1)
    }
}
