/// Words that mark unfinished work, and names that say nothing.
///
/// The files in `exempt` alone may
/// spell them out.
enum BannedWords {
    struct Word {
        /// One of these stands in every match.
        var needles: [String]
        var pattern: Regex<Substring>
        var instead: String
    }

    static let exempt: Set = [
        "Tests/TidyTests/BannedWords.swift", "Tests/TidyTests/WordTests.swift",
        "scripts/fixtures/tokenizer-fixtures.py",  // Words of Debian's descriptions.
    ]

    static func words() -> [Word] {
        [
            Word(
                needles: ["todo", "fixme", "xxx"],
                pattern: #/\b(?:TODO|FIXME|XXX)\b/#, instead: "finish it, or state the limit"),
            Word(
                needles: ["hack", "stub"],
                pattern: #/\b(?:hack|hacky|stub|stubbed)\b/#.ignoresCase(),
                instead: "finish it, or take it out whole"),
            Word(
                needles: ["placeholder", "dummy", "fake", "mock"],
                pattern: #/\b(?:placeholder(?!=")|dummy|fake|mock|mocked)\b/#.ignoresCase(),
                instead: "use the real thing, or name what it is in this test"),
            Word(
                needles: ["for now", "in a real", "implemented"],
                pattern: #/\b(?:for now|in a real|not implemented|unimplemented)\b/#.ignoresCase(),
                instead: "say what holds and where it is written down"),
            Word(
                needles: ["simplified"],
                pattern: #/\bsimplified\b/#.ignoresCase(),
                instead: "name the exact rule that is followed"),
        ]
    }

    /// Names of one machine or of its package index.
    static func machineWords() -> [Word] {
        [
            Word(
                needles: ["/work/", "/tmp/", "/root/", "/home/"],
                pattern: #/(?:^|[\s"'`(=])/(?:work|tmp|root|home)/[\w.]*/#,
                instead: "a path of one machine; use a path of the repository or mktemp"),
            Word(
                needles: ["index-url", "pypi", "pythonhosted"],
                pattern: #/(?:--(?:extra-)?index-url|files\.pythonhosted\.org|pypi\.org\/simple)/#,
                instead: "the package index is the user's choice"),
        ]
    }

    static func offences(in file: SourceFile) -> [Offence] {
        guard !exempt.contains(file.path) else { return [] }
        return (words() + machineWords()).flatMap { word in
            SourceFile.lines(of: file.numberedText, with: word.needles).flatMap { line in
                line.text.matches(of: word.pattern).map {
                    Offence(
                        path: file.path, line: line.number,
                        sentence: "'\($0.output)': \(word.instead)")
                }
            }
        } + emptyNames(in: file)
    }

    /// Files, folders and types whose name says only that something is in them.
    static func emptyNames(in file: SourceFile) -> [Offence] {
        let empty = #/(?:Utils?|Utilities|Helpers?|Common|Manager)(?=[A-Z+.]|$)/#
        let path = file.path.split(separator: "/").filter { $0.contains(empty) }.map {
            Offence(path: file.path, line: 0, sentence: "'\($0)' says nothing; name what it holds")
        }
        guard file.isSwift else { return path }
        let declared =
            #/
            \b (?: struct | class | enum | actor | protocol | typealias ) \s+
            \w* (?: Utils? | Utilities | Helpers? | Common | Manager ) \b
            /#
        return path
            + file.offences(with: ["util", "helper", "common", "manager"], matching: declared) {
                "'\($0)' says nothing; name what it is"
            }
    }
}
