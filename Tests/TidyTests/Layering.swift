/// A file may import what the table in Package.swift allows its room, and nothing else.
enum Layering {
    /// Rooms whose results have to be the same bits everywhere, and that therefore stay away from
    /// Foundation's clocks, locales, file system and C library mathematics.
    static let withoutFoundation: Set = [
        "Wire", "Money", "TransparencyLog", "Ledger", "Verifier", "Tensors", "ProofOfAttribution",
        "ChatTemplates",
    ]

    static func offences(in file: SourceFile, rooms: RoomTable) -> [Offence] {
        guard file.isSwift, let name = file.room else { return [] }
        let allowed = allowedImports(of: name, test: file.isTest, rooms: rooms)
        return imports(of: file).compactMap { found in
            let sentence: String? =
                if !allowed.contains(found.module) {
                    "\(name) may not import \(found.module); Package.swift lists what it may"
                } else if found.module == "Foundation", withoutFoundation.contains(name),
                    !file.isTest
                {
                    "\(name) stays without Foundation; FoundationEssentials or Wire may do"
                } else if found.attributes.contains("@testable") {
                    "tests see `package` declarations; @testable would need a second build"
                } else {
                    nil
                }
            return sentence.map { Offence(path: file.path, line: found.line, sentence: $0) }
        }
    }

    static func allowedImports(of room: String, test: Bool, rooms: RoomTable) -> Set<String> {
        var allowed = RoomTable.toolchain
        switch room {
        case "openledger": allowed = ["Commands"]
        default:
            let entry = rooms.room(named: room)
            allowed.formUnion(entry?.imports ?? [])
            allowed.formUnion(entry?.modules ?? [])
            let kit = rooms.kit(named: room)
            allowed.formUnion(kit?.imports ?? [])
            allowed.formUnion(kit?.modules ?? [])
        }
        if test {
            allowed.formUnion([room, "Testing"])
            allowed.formUnion(rooms.kits.filter { $0.users.contains(room) }.map(\.name))
        }
        return allowed
    }

    struct Import: Equatable {
        var module: String
        var line: Int
        var attributes: String
    }

    static func imports(of file: SourceFile) -> [Import] {
        SourceFile.lines(of: file.numberedCode, with: ["import"]).compactMap { line in
            let pattern =
                #/
                ^ \s* ( (?: @\w+ (?: \([^)]*\) )? \s+ )* )
                (?: (?: public | package | internal | private | fileprivate ) \s+ )? import \s+
                (?: (?: struct | class | enum | protocol | func | var | let | typealias ) \s+ )?
                (\w+)
                /#
            guard let found = line.text.firstMatch(of: pattern) else { return nil }
            return Import(
                module: String(found.output.2), line: line.number,
                attributes: String(found.output.1))
        }
    }
}
