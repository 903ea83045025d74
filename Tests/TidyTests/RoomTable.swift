/// The rooms of the package, read from the table in Package.swift.
struct RoomTable {
    struct Room: Equatable {
        var name: String
        /// Rooms and system libraries it may import.
        var imports: [String]
        /// Modules of other packages that it may import.
        var modules: [String]
        var isC = false
    }

    /// Fixtures that the tests of several rooms share.
    struct Kit: Equatable {
        var name: String
        /// Rooms and kits that it may import.
        var imports: [String]
        /// Modules of other packages that it may import.
        var modules: [String]
        /// Rooms whose tests may import it.
        var users: [String]
    }

    /// Bottom-up, as they stand in the table.
    var rooms: [Room]
    var kits: [Kit]

    /// Modules that come with the toolchain; any room may use them, subject to `BannedCalls`.
    static let toolchain: Set = [
        "Swift", "Foundation", "FoundationEssentials", "Glibc", "Synchronization", "Dispatch",
        // In conditional imports, for systems without glibc.
        "Musl", "Darwin",
    ]

    init(manifest: String) {
        let modules = Dictionary(
            manifest.matches(of: #/case \.(\w+):\s*\.product\(name: "(\w+)"/#)
                .map { (String($0.output.1), String($0.output.2)) },
            uniquingKeysWith: { first, _ in first })
        func names(_ list: Substring) -> [String] {
            list.matches(of: #/"(\w+)"/#).map { String($0.output.1) }
        }
        /// The modules of `libraries: [.name]`.
        func libraries(_ text: String) -> [String] {
            let list = text.firstMatch(of: #/libraries:\s*\[([^\]]*)\]/#)?.output.1 ?? ""
            return list.matches(of: #/\.(\w+)/#).compactMap { modules[String($0.output.1)] }
        }
        rooms = Self.table("rooms", of: "Room", in: manifest).compactMap { text in
            guard let name = text.firstMatch(of: #/Room\(\s*"(\w+)"/#)?.output.1 else { return nil }
            let list = text.firstMatch(of: #/"\w+",\s*\[([^\]]*)\]/#)?.output.1 ?? ""
            return Room(
                name: String(name), imports: names(list), modules: libraries(text),
                isC: text.contains("language: .c"))
        }
        kits = Self.table("kits", of: "Kit", in: manifest).compactMap { text in
            let pattern =
                #/
                Kit\( \s* "(\w+)", \s* \[ ([^\]]*) \], \s*
                (?: libraries: \s* \[ [^\]]* \], \s* )? testing: \s* \[ ([^\]]*) \]
                /#
            guard let found = text.firstMatch(of: pattern) else { return nil }
            return Kit(
                name: String(found.output.1), imports: names(found.output.2),
                modules: libraries(text), users: names(found.output.3))
        }
    }

    /// The elements of an array in the manifest, each as it is written.
    private static func table(
        _ name: String, of type: String, in manifest: String
    ) -> [String] {
        let opening = manifest.firstRange(of: "let \(name): [\(type)] = [")
        let start = opening?.upperBound ?? manifest.endIndex
        let end = manifest[start...].firstRange(of: "\n]")?.lowerBound ?? manifest.endIndex
        return manifest[start..<end].split(separator: "\(type)(").map { "\(type)(" + $0 }
    }

    func room(named name: String) -> Room? { rooms.first { $0.name == name } }

    func kit(named name: String) -> Kit? { kits.first { $0.name == name } }

    /// Rooms that import something which does not stand above them.
    func upwardImports(system: Set<String> = ["Csecp256k1", "COpenSSL"]) -> [String] {
        var above = system
        var offences: [String] = []
        for room in rooms {
            offences += room.imports.filter { !above.contains($0) }
                .map { "\(room.name) imports \($0), which does not stand above it" }
            above.insert(room.name)
        }
        return offences
    }
}
