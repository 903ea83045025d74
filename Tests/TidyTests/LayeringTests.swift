import Testing

@Suite struct `The rooms` {
    let repository = Repository.here
    let table = RoomTable(
        manifest: """
            let rooms: [Room] = [
                Room("Wire", libraries: [.crypto]),
                Room("Money", ["Wire"]),
                Room(
                    "Ledger", ["Wire", "Money"],
                    libraries: [.grdb]),
                Room("Kernels", language: .c),
            ]
            let kits: [Kit] = [
                Kit(
                    "LedgerTestKit", ["Wire", "Ledger"],
                    libraries: [.grdb],
                    testing: ["Ledger"]),
                Kit("MoneyTestKit", ["Money"], testing: ["Money", "Ledger"]),
            ]
            case .crypto:
                .product(name: "Crypto", package: "swift-crypto")
            case .grdb: .product(name: "GRDB", package: "GRDB.swift")
            """)

    @Test func `stand in a table that is read from the manifest`() {
        #expect(table.rooms.map(\.name) == ["Wire", "Money", "Ledger", "Kernels"])
        #expect(table.room(named: "Wire")?.modules == ["Crypto"])
        #expect(table.room(named: "Ledger")?.imports == ["Wire", "Money"])
        #expect(table.room(named: "Ledger")?.modules == ["GRDB"])
        #expect(table.rooms.map(\.isC) == [false, false, false, true])
        #expect(repository.rooms.rooms.count > 10)
    }

    @Test func `have kits for their tests, which only these may import`() {
        #expect(
            table.kits == [
                RoomTable.Kit(
                    name: "LedgerTestKit", imports: ["Wire", "Ledger"], modules: ["GRDB"],
                    users: ["Ledger"]),
                RoomTable.Kit(
                    name: "MoneyTestKit", imports: ["Money"], modules: [],
                    users: ["Money", "Ledger"]),
            ])
        let line = "import LedgerTestKit\n"
        for (path, count) in [
            ("Tests/LedgerTests/A.swift", 0), ("Tests/MoneyTests/A.swift", 1),
            ("Sources/Ledger/A.swift", 1),
        ] {
            let file = SourceFile(path: path, text: line)
            #expect(Layering.offences(in: file, rooms: table).count == count, "\(path)")
        }
        let kit = "Tests/TestKit/LedgerTestKit/A.swift"
        for (line, count) in [
            ("import Ledger", 0), ("import Money", 1), ("import Testing", 0), ("import GRDB", 0),
            ("import Crypto", 1),
        ] {
            let file = SourceFile(path: kit, text: line + "\n")
            #expect(Layering.offences(in: file, rooms: table).count == count, "\(line)")
        }
        #expect(
            Set(repository.directories(in: "Tests/TestKit"))
                == Set(repository.rooms.kits.map(\.name)))
        let known = Set(repository.rooms.rooms.map(\.name))
        for (position, kit) in repository.rooms.kits.enumerated() {
            let above = repository.rooms.kits[..<position]
                .filter { Set($0.users).isSuperset(of: kit.users) }.map(\.name)
            #expect(known.isSuperset(of: kit.users), "\(kit.name)")
            #expect(known.union(above).isSuperset(of: kit.imports), "\(kit.name)")
        }
    }

    @Test func `import only what stands above them`() {
        #expect(repository.rooms.upwardImports() == [])
        let wrong = RoomTable(
            manifest: """
                let rooms: [Room] = [
                    Room("Wire", ["Money"]),
                    Room("Money"),
                ]
                """)
        #expect(wrong.upwardImports() == ["Wire imports Money, which does not stand above it"])
    }

    @Test func `are the directories under Sources`() {
        let known = Set(
            repository.rooms.rooms.map(\.name) + ["openledger", "Csecp256k1", "COpenSSL"])
        #expect(Set(repository.directories(in: "Sources")) == known)
    }

    @Test func `import in their sources and tests only what the table allows`() {
        #expect(
            repository.files.flatMap { Layering.offences(in: $0, rooms: repository.rooms) } == [])
    }

    @Test(arguments: [
        "import Ledger", "public import Ledger", "@testable import Money",
        "import struct Ledger.Entry", "import GRDB", "import Foundation",
        "@_exported public import Ledger",
    ])
    func `are caught when they import anything else`(line: String) {
        let file = SourceFile(path: "Sources/Money/Amount.swift", text: line + "\n")
        #expect(Layering.offences(in: file, rooms: table).map(\.line) == [1])
    }

    @Test(arguments: ["import Wire", "public import Wire", "import Synchronization", "// import X"])
    func `may import what the table names`(line: String) {
        let file = SourceFile(path: "Sources/Money/Amount.swift", text: line + "\n")
        #expect(Layering.offences(in: file, rooms: table) == [])
    }

    @Test func `leave the command line a thin door`() {
        let file = SourceFile(path: "Sources/openledger/main.swift", text: "import Node\n")
        #expect(Layering.offences(in: file, rooms: table).count == 1)
        for file in repository.files where file.room == "openledger" {
            #expect(file.numberedText.count <= 61)
        }
    }
}

@Suite struct `The compiler's settings` {
    let manifest = Repository.here.text(of: "Package.swift")

    @Test func `name features that the compiler knows`() throws {
        let supported = try FeatureNames.supportedByCompiler()
        #expect(FeatureNames.enabled(in: manifest).count >= 5)
        #expect(FeatureNames.unknown(manifest: manifest, supported: supported) == [])
        let misspelt = #".enableUpcomingFeature("NonIsolatedNonSendingByDefault")"#
        #expect(FeatureNames.unknown(manifest: misspelt, supported: supported).count == 1)
    }

    @Test func `make warnings errors and unsafe code visible`() {
        #expect(manifest.contains(".treatAllWarnings(as: .error)"))
        #expect(manifest.contains(".strictMemorySafety()"))
    }

    @Test func `pin every direct dependency to one version`() {
        let all = manifest.matches(of: #/\.package\(url:/#).count
        let exact = manifest.matches(of: #/\.package\(url: "[^"]+", exact: "[\d.]+"\)/#).count
        #expect(all == exact && all > 0)
    }
}
