/// The rooms of the house, read from the table in Package.swift.
struct RoomTable {
    struct Room: Equatable {
        var name: String
        /// Rooms and system libraries it may import.
        var imports: [String]
        /// Modules of other packages that it may import.
        var modules: [String]
        var isC = false
    }

    /// Bottom-up, as they stand in the table.
    var rooms: [Room]

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
        let opening = manifest.firstRange(of: "let rooms: [Room] = [")
        let start = opening?.upperBound ?? manifest.endIndex
        let end = manifest[start...].firstRange(of: "\n]")?.lowerBound ?? manifest.endIndex
        let table = manifest[start..<end].split(separator: "Room(").map { "Room(" + $0 }
        rooms = table.compactMap { text in
            guard let name = text.firstMatch(of: #/Room\(\s*"(\w+)"/#)?.output.1 else { return nil }
            let list = text.firstMatch(of: #/"\w+",\s*\[([^\]]*)\]/#)?.output.1 ?? ""
            let libraries = text.firstMatch(of: #/libraries:\s*\[([^\]]*)\]/#)?.output.1 ?? ""
            return Room(
                name: String(name),
                imports: list.matches(of: #/"(\w+)"/#).map { String($0.output.1) },
                modules: libraries.matches(of: #/\.(\w+)/#)
                    .compactMap { modules[String($0.output.1)] },
                isC: text.contains("language: .c"))
        }
    }

    func room(named name: String) -> Room? { rooms.first { $0.name == name } }

    /// Rooms that import something which does not stand above them.
    func upwardImports(system: Set<String> = ["Csecp256k1"]) -> [String] {
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
