/// What the prose promises has to be there: files, rooms, commands and tests.
enum Documents {
    // MARK: Links

    /// Relative links that lead nowhere.
    ///
    /// `exists` is asked with a path from the root.
    static func deadLinks(in file: SourceFile, exists: (String) -> Bool) -> [Offence] {
        var fenced = false
        return file.numberedText.flatMap { line -> [Offence] in
            if line.text.hasPrefix("```") { fenced.toggle() }
            guard !fenced else { return [] }
            return line.text.matches(of: #/\]\(([^)\s]+)\)/#).compactMap { match in
                let target = match.output.1.prefix { $0 != "#" }
                guard !target.isEmpty, !target.contains("://"), !target.hasPrefix("mailto:")
                else { return nil }
                let path = resolved(String(target), from: file.path)
                guard !exists(path) else { return nil }
                return Offence(
                    path: file.path, line: line.number, sentence: "\(target) does not exist")
            }
        }
    }

    static func resolved(_ target: String, from path: String) -> String {
        var parts = path.split(separator: "/").dropLast().map(String.init)
        for part in target.split(separator: "/") {
            switch part {
            case ".": break
            case "..": _ = parts.popLast()
            default: parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }

    // MARK: Rooms

    /// Each room has a section in ARCHITECTURE.md with four fixed paragraphs and its imports as
    /// Package.swift lists them, in the table's order; it names where the room's tests are.
    static func undescribedRooms(
        architecture: String, rooms: RoomTable, exists: (String) -> Bool
    ) -> [String] {
        var offences: [String] = []
        var position = architecture.startIndex
        for room in rooms.rooms {
            let heading = "\n### \(room.name)\n"
            guard let found = architecture.firstRange(of: heading) else {
                offences.append("ARCHITECTURE.md has no section '### \(room.name)'")
                continue
            }
            if found.lowerBound < position {
                offences.append("the section on \(room.name) does not stand in the table's order")
            }
            position = found.lowerBound
            let section = architecture[found.upperBound...]
            let body = section[..<(section.firstRange(of: "\n##")?.lowerBound ?? section.endIndex)]
            for part in ["Knows.", "Must not know.", "Invariants.", "Testing."]
            where !body.contains("**\(part)**") {
                offences.append("the section on \(room.name) lacks **\(part)**")
            }
            let tests = body.matches(of: #/Tests\/[\w\/+]+(?:\.swift)?/#).map { String($0.output) }
            if !tests.contains(where: exists) {
                offences.append("the section on \(room.name) names no existing path under Tests/")
            }
            let imports = room.imports.isEmpty ? "nothing" : room.imports.joined(separator: ", ")
            if !body.contains("Imports: \(imports).") {
                offences.append("the section on \(room.name) should say 'Imports: \(imports).'")
            }
        }
        return offences
    }

    /// A file's first declaration tells a reader what the file is for.
    ///
    /// A file of extensions, `Type+Aspect.swift`, says it by its name.
    static func unexplained(_ file: SourceFile) -> [Offence] {
        guard file.isSwift, file.path.hasPrefix("Sources/") else {
            return []
        }
        let code = file.numberedCode
        let declaration =
            #/
            ^ (?: @\w+ (?: \([^)]*\) )? \s+
                | (?: public | package | internal | private | fileprivate | final | indirect ) \s )*
            (?: struct | class | enum | actor | protocol | func | let | var | typealias ) \b
            /#
        guard let first = code.firstIndex(where: { $0.text.contains(declaration) }) else {
            return []
        }
        var above = first - 1
        let lines = file.numberedText
        while above >= 0, lines[above].text.hasPrefix("@") { above -= 1 }
        let before = above >= 0 ? lines[above].text : ""
        guard !before.hasPrefix("///"), !before.hasPrefix("//"), !before.hasSuffix("*/") else {
            return []
        }
        return [
            Offence(
                path: file.path, line: code[first].number,
                sentence: "the first declaration has no comment that says what the file is for")
        ]
    }

    // MARK: Commands

    /// Commands in the code blocks of a page that neither the Makefile nor the program has.
    static func unknownCommands(
        in file: SourceFile, makeTargets: Set<String>, subcommands: Set<String>,
        exists: (String) -> Bool
    ) -> [Offence] {
        var inShell = false
        return file.numberedText.compactMap { line -> Offence? in
            if line.text.hasPrefix("```") {
                inShell = line.text == "```sh"
                return nil
            }
            guard inShell else { return nil }
            let words = line.text.prefix { $0 != "#" }.replacing(#/"[^"]*"/#, with: "")
                .split(separator: " ").map(String.init)
                .drop { $0.contains("=") && !$0.hasPrefix("-") }
            guard let command = words.first else { return nil }
            let rest = words.dropFirst().filter { !$0.contains("=") }
            let known: Bool =
                switch command {
                case "make": rest.allSatisfy(makeTargets.contains)
                case "git", "cd", "swift", "python3": true
                case "openledger", ".build/release/openledger":
                    rest.first.map { subcommands.contains($0) } ?? false
                default: command.contains("/") && exists(command)
                }
            guard !known else { return nil }
            return Offence(
                path: file.path, line: line.number, sentence: "`\(line.text)` does not exist")
        }
    }

    static func makeTargets(_ makefile: String) -> Set<String> {
        Set(makefile.matches(of: #/(?m)^([a-z][\w-]*):/#).map { String($0.output.1) })
    }

    /// The names by which the command line's types are called.
    static func subcommands(_ sources: [SourceFile]) -> Set<String> {
        var names: Set<String> = []
        for file in sources where file.room == "Commands" {
            names.formUnion(
                file.text.matches(of: #/commandName:\s*"([\w-]+)"/#).map { String($0.output.1) })
            let types = #/(?:struct|enum)\s+(\w+)\s*:[^{]*\b(?:Async)?ParsableCommand\b/#
            for match in file.code.matches(of: types) {
                let type = match.output.1
                let name = type.hasSuffix("Command") ? type.dropLast(7) : type
                names.insert(name.lowercased())
            }
        }
        return names
    }
}
