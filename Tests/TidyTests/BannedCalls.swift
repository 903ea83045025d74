/// Calls that would make a result depend on the moment, on the machine or on luck.
enum BannedCalls {
    /// Where clocks, randomness, unstructured tasks and printing belong.
    static let edge: Set = ["Node", "Commands"]

    /// Rooms with actors that go on working after a call has returned.
    static let working: Set = ["OpenLoRA"]

    /// Rooms whose numbers become weights, and so have to be the same bits everywhere.
    static let weighing: Set = [
        "Money", "Ledger", "Verifier", "Kernels", "Tensors", "LanguageModels",
        "OpenLoRA", "ProofOfAttribution", "Datanets", "ModelFactory", "Economy",
    ]

    /// Files that may say `unsafe`, with the reason.
    static let unsafePlaces: [String: String] = [
        "Sources/Benchmarks/OpenBLAS.swift": "calls a BLAS that is found at run time",
        "Sources/Benchmarks/Serving/ServingSocket.swift": "the system's calls on sockets",
        "Sources/Identity/Secp256k1.swift": "libsecp256k1",
        "Sources/LanguageModels/Files/": "reads and maps files that are too large to copy",
        "Sources/Machine/ChildProcess.swift": "the system's calls on processes and signals",
        "Sources/Machine/DedicatedThread.swift": "runs actors' jobs on its thread",
        "Sources/Machine/HTTPFetch.swift": "the system's calls on sockets",
        "Sources/Machine/OpenFileLimit.swift": "the system's calls on limits",
        "Sources/Machine/PosixFile.swift": "fdatasync, locks and positioned writes",
        "Sources/Machine/YieldingThread.swift": "runs tasks' jobs on its thread",
        "Sources/NodeAPI/Connections/EventLoopExecutor.swift": "runs tasks' jobs on its thread",
        "Sources/TransparencyLog/Ed25519.swift": "OpenSSL's libcrypto",
        "Sources/Wire/WireWriter.swift": "appends the bytes of an integer at once",
        "Sources/Wire/DigestStream.swift": "OpenSSL's libcrypto, without a copy",
        "Tests/WireTests/DigestTests.swift": "makes such a buffer",
        "Sources/Tensors/": "Swift over the C kernels' pointers",
        "Tests/TestKit/MachineTestKit/HTTPClient.swift": "the system's calls on sockets",
        "Tests/MachineTests/ChildProcessTests.swift": "blocks signals",
        "Tests/TensorsTests/": "hands the kernels deliberately awkward buffers",
    ]

    /// Files that may draw randomness of their own, with the reason.
    static let randomPlaces: [String: String] = [
        "Sources/Identity/Secp256k1.swift": "blinding hides secrets and changes no signature"
    ]

    /// Rooms that may append an entry to a log: the verbs, the log itself, and what times it.
    static let appendingRooms: Set<String> = ["Workflows", "LedgerStorage", "Benchmarks"]

    static func offences(in file: SourceFile) -> [Offence] {
        guard file.isSwift || file.isC, let room = file.room else { return [] }
        var found = libraryMathematics(in: file, room: room)
        guard file.isSwift else { return found }
        found += forcedTries(in: file) + unsafeCode(in: file) + unseededRandomness(in: file)
        if !file.isTest, !appendingRooms.contains(room) {
            found += file.offences(with: ["append("], matching: #/\bawait\s+(?:\w+\.)*append\(/#) {
                "\($0)…): an entry is appended by a verb of Workflows"
            }
        }
        guard !edge.contains(room), !file.isTest else { return found }
        return found + edgeCalls(in: file)
    }

    static func edgeCalls(in file: SourceFile) -> [Offence] {
        let clocks = #/\bDate\(\)|\bDate\.now\b|\bUUID\(\)/#
        let randomness = #/\bSystemRandomNumberGenerator\b/#
        let tasks = #/(?:^|[^\w.])Task(?:\.detached)?\s*(?:\([^)]*\)\s*)?\{/#
        let printing = #/(?:^|[^\w.])print\(/#
        var found = file.offences(with: ["Date", "UUID"], matching: clocks) {
            "\($0): time and identity come from the caller"
        }
        if randomPlaces[file.path] == nil {
            found += file.offences(with: ["SystemRandom"], matching: randomness) {
                "\($0): randomness comes from the caller"
            }
        }
        if !working.contains(file.room ?? "") {
            found += file.offences(with: ["Task"], matching: tasks) {
                "\($0.trimming): unstructured tasks belong to Node"
            }
        }
        return found
            + file.offences(with: ["print("], matching: printing) {
                "\($0.trimming): only Commands speaks to people"
            }
    }

    static func unseededRandomness(in file: SourceFile) -> [Offence] {
        let lines = file.numberedCode
        let drawn = SourceFile.lines(of: lines, with: [".random(in:"]).filter { line in
            !lines[(line.number - 1)...].prefix(3).contains { $0.text.contains("using:") }
        }
        return drawn.map {
            Offence(
                path: file.path, line: $0.number,
                sentence: ".random(in:): name the generator, using:")
        }
            + file.offences(
                with: ["shuffle", "randomElement"],
                matching: #/\.(?:shuffled|shuffle|randomElement)\(\)/#
            ) {
                "\($0): name the generator, using:"
            }
    }

    static func forcedTries(in file: SourceFile) -> [Offence] {
        file.offences(with: ["try!"], matching: #/\btry!/#) {
            "\($0): handle the error, or require it in a test"
        }
    }

    static func unsafeCode(in file: SourceFile) -> [Offence] {
        guard !unsafePlaces.keys.contains(where: { file.path.hasPrefix($0) }) else { return [] }
        let pattern = #/(?:^|[^\w.])@?unsafe\b|@unchecked Sendable|nonisolated\(unsafe\)/#
        return file.offences(with: ["unsafe", "unchecked"], matching: pattern) {
            "\($0.trimming): the files that may are named in BannedCalls.unsafePlaces"
        }
    }

    /// The C library's functions differ from machine to machine; a square root does not.
    static func libraryMathematics(in file: SourceFile, room: String) -> [Offence] {
        guard weighing.contains(room), !file.isTest else { return [] }
        let foreign = #/\b(?:import\s+(?:Foundation|FoundationEssentials|Glibc)|__builtin_\w+)\b/#
        guard file.isC || file.code.contains(foreign) else { return [] }
        let pattern =
            #/
            (?: ^ | [^\w.>] | \b(?:Foundation|Glibc)\. | __builtin_ )
            (?: exp | exp2 | expm1 | log | log2 | log10 | log1p | pow | erf | erfc
                | sin | cos | tan | tanh | tgamma | lgamma ) f? \(
            /#
        return file.offences(with: ["("], matching: pattern) {
            "\($0.trimming)…): the C library's bits differ; use Tensors"
        }
    }
}

extension Substring {
    fileprivate var trimming: Substring {
        drop { !$0.isLetter && $0 != "@" && $0 != "_" }
    }
}
