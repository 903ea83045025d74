package import Datanets
import Wire

/// One source package as a row.
package struct DebianRow: Equatable, Sendable {
    /// What a row is used for.
    package enum Part: String, Sendable {
        case train
        case evaluation
        case hidden
    }

    /// The source package; each stands for one row.
    package let source: String

    /// The maintainer's address, lower case.
    package let maintainer: String

    /// Which part the hash of the source puts it in.
    package let part: Part

    /// The one-line description and the section.
    package let row: DatanetRow
}

/// The rows of a Debian index by the demonstration's rule: one binary package a source, so that
/// no sibling of a training row is asked about, one row per text, split by a hash of the source.
///
/// The package name is no part of a row: `librust-`, `r-cran-` and `golang-` would give the
/// section away.
package struct DebianRows: Equatable, Sendable {
    /// All rows, by SHA-256 of `o:` and the source.
    package let rows: [DebianRow]

    /// The sections that have enough rows.
    package let labels: LabelSet

    /// How many rows had distinct texts, before small sections were dropped.
    package let distinctTexts: Int

    /// The sections that say what a package is for its packagers, not what it does.
    static let droppedSections: Set<String> = ["debug", "oldlibs", "metapackages", "tasks"]

    /// A section with fewer rows is dropped.
    package static let smallestSection = 60

    /// Applies the rule; a section with fewer rows than `smallestSection` is dropped.
    package init(_ index: DebianIndex, smallestSection: Int = Self.smallestSection) {
        let representatives = Self.representatives(of: index.packages)
        let distinct = Self.distinct(representatives)
        distinctTexts = distinct.count
        var sizes: [String: Int] = [:]
        for row in distinct { sizes[row.row.label, default: 0] += 1 }
        let kept = distinct.filter { sizes[$0.row.label, default: 0] >= smallestSection }
        labels = LabelSet(kept.map(\.row.label))
        rows = Self.sorted(kept, by: \.source, salt: "o:")
    }

    /// One binary package a source; see ``rank(of:source:)``.
    private static func representatives(of packages: [DebianPackage]) -> [DebianPackage] {
        var best: [String: (rank: Int, order: Digest, package: DebianPackage)] = [:]
        for package in packages where !droppedSections.contains(package.section) {
            let candidate = (
                rank(of: package.name, source: package.source), digest(package.name), package
            )
            if let found = best[package.source],
                (found.rank, found.order) <= (candidate.0, candidate.1)
            {
                continue
            }
            best[package.source] = candidate
        }
        return sorted(best.values.map(\.package), by: \.source, salt: "d:")
    }

    private static let sideNames = [
        "-doc", "-dbg", "-dbgsym", "-data", "-common", "-prof", "-utils", "-bin", "-locales",
        "-l10n", "-examples", "-tests",
    ]

    /// How well a binary package stands for its source; lower is better.
    ///
    /// The one of the source's name first, then one that is no by-product, then the development
    /// files (dropping those outright would delete Rust, Go and Haskell), then the rest. Ties go
    /// to the lower SHA-256 of the name.
    static func rank(of name: String, source: String) -> Int {
        if name == source { return 0 }
        if name.hasSuffix("-dev") { return 2 }
        return sideNames.contains(where: name.hasSuffix) ? 3 : 1
    }

    /// The first of each text, in the order given; texts are compared by their words.
    private static func distinct(_ packages: [DebianPackage]) -> [DebianRow] {
        var seen: Set<[UInt8]> = []
        return packages.compactMap { package in
            let words = WordSequence.normalised(package.synopsis)
            guard !words.isEmpty, seen.insert(words).inserted,
                let row = try? DatanetRow(text: package.synopsis, label: package.section)
            else { return nil }
            return DebianRow(
                source: package.source, maintainer: package.maintainer,
                part: part(of: package.source), row: row)
        }
    }

    /// The part that a hash of the source puts it in.
    ///
    /// u = the first eight bytes of SHA-256 of `split:` and the source, over 2^64: below 0.14
    /// hidden, below 0.22 evaluation, else train. Compared exactly, as 100 u against 14 and 22.
    static func part(of source: String) -> DebianRow.Part {
        let first = digest("split:" + source).bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        switch first.multipliedFullWidth(by: 100).high {
        case ..<14: return .hidden
        case ..<22: return .evaluation
        default: return .train
        }
    }

    static func sorted<Element>(
        _ elements: [Element], by name: (Element) -> String, salt: String
    ) -> [Element] {
        elements.map { (digest(salt + name($0)), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    }

    private static func digest(_ text: String) -> Digest { Digest.sha256(Array(text.utf8)) }
}
