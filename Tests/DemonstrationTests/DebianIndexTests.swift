import Datanets
import Demonstration
import Testing
import Wire

@Suite struct `A Debian index` {
    @Test func `is read stanza by stanza`() {
        let text = """
            Package: libfoo1
            Source: foo (1.2-3)
            Maintainer: Foo Team <Foo-Maintainers@Lists.Alioth.Debian.org>
            Description: library for foo
            Tag: role::shared-lib,
             Section: not-this-one
            Section: non-free/libs

            Package: nameless
            Section: libs

            Package: bar
            Maintainer: a person
            Description: does bar
            Description-md5: 00
            Section: utils
            """
        let index = DebianIndex(parsing: Array(text.utf8))
        #expect(
            index.packages == [
                DebianPackage(
                    name: "libfoo1", source: "foo", section: "libs",
                    maintainer: "foo-maintainers@lists.alioth.debian.org",
                    synopsis: "library for foo"),
                DebianPackage(
                    name: "bar", source: "bar", section: "utils", maintainer: "a person",
                    synopsis: "does bar"),
            ])
        #expect(index.skipped == 1)
    }

    @Test func `leaves out a stanza with a field that is too long or not UTF-8`() {
        let long = String(repeating: "x", count: DebianIndex.fieldLimit + 1)
        let head = "Package: a\nSection: libs\nMaintainer: b <c@d>\nDescription: "
        var text = Array("\(head)\(long)\n\n\(head)".utf8)
        text += [0xFF, 0xFE, 0x0A, 0x0A] + Array("\(head)fine\n\n\n\n".utf8)
        let index = DebianIndex(parsing: text)
        #expect(index.packages.map(\.synopsis) == ["fine"])
        #expect(index.skipped == 2)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `reads mutated text without a trap`(seed: UInt64) {
        var random = SeededBytes(seed: seed, label: "index")
        var text = Array(SmallIndex.text(sources: 30).utf8)
        for _ in 0..<random.below(60) {
            text[Int(random.below(UInt64(text.count)))] = UInt8(random.below(256))
        }
        let index = DebianIndex(parsing: text)
        let rows = DebianRows(index, smallestSection: 1)
        #expect(rows.rows.count <= index.packages.count)
    }

    static let teams: [(address: String, team: String?)] = [
        ("pkg-a-devel@lists.alioth.debian.org", "pkg-a-devel@alioth-lists.debian.net"),
        ("pkg-a-devel@alioth-lists.debian.net", "pkg-a-devel@alioth-lists.debian.net"),
        ("debian-x@lists.debian.org", "debian-x@lists.debian.org"),
        ("team+python@tracker.debian.org", "team+python@tracker.debian.org"),
        ("foo-packagers@example.org", "foo-packagers@example.org"),
        ("someone@debian.org", nil), ("jo@developers.example", nil),
        ("packages@qa.debian.org", nil),
        ("no address", nil), ("@lists.debian.org", nil),
    ]

    @Test(arguments: teams)
    func `tells teams from people by their addresses`(address: String, team: String?) {
        #expect(MaintainingTeam.address(for: address) == team)
    }
}

@Suite struct `The Debian rule` {
    @Test func `keeps one package a source, by name, then main, then development files`() {
        func kept(_ names: [String], source: String = "foo") -> [String] {
            let packages = names.enumerated().map {
                SmallIndex.package($1, source: source, synopsis: "text of \($1)")
            }
            return SmallIndex.rows(packages).rows.map(\.row.text)
        }
        #expect(kept(["foo-doc", "libfoo1", "foo", "libfoo-dev"]) == ["text of foo"])
        #expect(kept(["foo-doc", "libfoo-dev", "libfoo1"]) == ["text of libfoo1"])
        #expect(kept(["foo-doc", "libfoo-dev", "foo-data"]) == ["text of libfoo-dev"])
        #expect(kept(["foo-common"]) == ["text of foo-common"])
        // Equal ranks: SHA-256("libfoo1") is below SHA-256("libfoo2") or it is not; order in the
        // text does not matter.
        #expect(kept(["libfoo1", "libfoo2"]) == kept(["libfoo2", "libfoo1"]))
    }

    @Test func `drops sections for packagers, repeated texts and small sections`() {
        let rows = SmallIndex.rows([
            SmallIndex.package("a", section: "oldlibs", synopsis: "one"),
            SmallIndex.package("b", section: "debug", synopsis: "two"),
            SmallIndex.package("c", section: "libs", synopsis: "Same text, here"),
            SmallIndex.package("d", section: "libs", synopsis: "same TEXT here!"),
            SmallIndex.package("e", section: "libs", synopsis: "---"),
            SmallIndex.package("f", section: "utils", synopsis: "other text"),
        ])
        #expect(rows.distinctTexts == 2 && rows.rows.count == 2)
        // By SHA-256("d:c") and SHA-256("d:d"), d comes first.
        #expect(rows.rows.first { $0.row.label == "libs" }?.source == "d")
        let larger = DebianRows(
            DebianIndex(parsing: Array(SmallIndex.text(sources: 90).utf8)), smallestSection: 20)
        #expect(larger.labels.labels == ["games", "libs", "perl"])
        #expect(larger.rows.count == 90)
        #expect(
            DebianRows(DebianIndex(parsing: Array(SmallIndex.text(sources: 90).utf8))).rows.isEmpty)
    }

    /// From Python: int.from_bytes(sha256(b"split:" + source)[:8], "big") / 2**64 and the order of
    /// sha256(b"o:" + source).
    @Test func `splits and orders by hashes of the source`() {
        let names = ["bash", "vim", "nano", "gcc-12", "perl", "a4", "a6"]
        let rows = SmallIndex.rows(names.map { SmallIndex.package($0, synopsis: "text \($0)") })
        #expect(
            rows.rows.map(\.source) == ["a4", "gcc-12", "a6", "nano", "perl", "vim", "bash"])
        #expect(
            rows.rows.filter { $0.part == .evaluation }.map(\.source) == ["nano", "vim"])
    }
}

/// Small index texts.
enum SmallIndex {
    static func package(
        _ name: String, source: String? = nil, section: String = "libs", synopsis: String
    ) -> String {
        """
        Package: \(name)
        Source: \(source ?? name)
        Maintainer: Team <team@lists.example.org>
        Section: \(section)
        Description: \(synopsis)
        """
    }

    static func rows(_ stanzas: [String]) -> DebianRows {
        let text = stanzas.joined(separator: "\n\n")
        return DebianRows(DebianIndex(parsing: Array(text.utf8)), smallestSection: 1)
    }

    /// Sources in three sections; two of three are a team's, one in three a person's; each has a
    /// -doc sibling.
    static func text(sources: Int) -> String {
        (0..<sources).map { number in
            let owner = number % 3 == 0 ? "p\(number)@example.org" : "t\(number % 2)@lists.x.org"
            let section = ["games", "libs", "perl"][number % 3]
            return ["s\(number)", "s\(number)-doc"].map { name in
                """
                Package: \(name)
                Source: s\(number)
                Maintainer: Somebody <\(owner)>
                Section: \(section)
                Description: does thing \(number) for \(name)
                """
            }.joined(separator: "\n\n")
        }.joined(separator: "\n\n")
    }
}
