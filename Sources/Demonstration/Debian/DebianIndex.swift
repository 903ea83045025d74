/// The packages of a Debian index, in the control-file form that `apt-cache dumpavail` prints:
/// stanzas with a blank line between, one field per line, continuation lines that start with a
/// space (deb822(5)).
package struct DebianIndex: Equatable, Sendable {
    /// The packages in the order of the text.
    package private(set) var packages: [DebianPackage] = []

    /// How many stanzas were left out because a field was missing, was not UTF-8 or was longer
    /// than ``fieldLimit`` bytes.
    package private(set) var skipped = 0

    /// The most bytes that a field which is kept may hold.
    package static let fieldLimit = 4096

    /// Reads any bytes: what is no stanza is counted as skipped.
    package init(parsing text: [UInt8]) {
        var stanza = Stanza()
        var start = 0
        while start < text.count {
            let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
            let line = text[start..<end]
            if line.isEmpty {
                close(&stanza)
            } else {
                stanza.take(line)
            }
            start = end + 1
        }
        close(&stanza)
    }

    private mutating func close(_ stanza: inout Stanza) {
        guard stanza.hasLines else { return }
        if let package = stanza.package {
            packages.append(package)
        } else {
            skipped += 1
        }
        stanza = Stanza()
    }
}

/// The fields of one stanza that matter; the first of a repeated field counts.
private struct Stanza {
    var hasLines = false
    private var fields: [Field: String] = [:]

    private enum Field: String, CaseIterable {
        case package = "Package"
        case source = "Source"
        case section = "Section"
        case maintainer = "Maintainer"
        case description = "Description"

        var prefix: [UInt8] { Array((rawValue + ":").utf8) }
    }

    private static let prefixes = Field.allCases.map { ($0, $0.prefix) }

    mutating func take(_ line: ArraySlice<UInt8>) {
        hasLines = true
        for (field, prefix) in Self.prefixes where line.starts(with: prefix) {
            let value = line.dropFirst(prefix.count)
            guard fields[field] == nil, value.count <= DebianIndex.fieldLimit,
                let text = String(validating: value, as: UTF8.self)
            else { return }
            fields[field] = trimmed(text)
        }
    }

    var package: DebianPackage? {
        guard let name = fields[.package], let section = fields[.section],
            let maintainer = fields[.maintainer], let synopsis = fields[.description],
            let source = firstWord(fields[.source] ?? name), !name.isEmpty, !synopsis.isEmpty
        else { return nil }
        let lastSlash = section.lastIndex(of: "/")
        return DebianPackage(
            name: name, source: source,
            section: lastSlash.map { String(section[section.index(after: $0)...]) } ?? section,
            maintainer: address(in: maintainer), synopsis: synopsis)
    }

    /// What stands in the last pair of angle brackets, or all of it.
    private func address(in maintainer: String) -> String {
        guard let open = maintainer.lastIndex(of: "<"), let close = maintainer.lastIndex(of: ">"),
            open < close
        else { return maintainer.lowercased() }
        return trimmed(String(maintainer[maintainer.index(after: open)..<close])).lowercased()
    }

    private func firstWord(_ text: String) -> String? {
        text.split(separator: " ", maxSplits: 1).first.map(String.init)
    }

    private func trimmed(_ text: String) -> String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
        guard let first = text.firstIndex(where: { !isBlank($0) }),
            let last = text.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(text[first...last])
    }
}
