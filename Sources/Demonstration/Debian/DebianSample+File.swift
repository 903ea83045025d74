package import Datanets
internal import Foundation
package import Machine
package import Wire

/// Why a sample could not be read or cut.
package enum SampleError: Error, Equatable, Sendable {
    /// The file does not start as a sample of this version does.
    case notASample
    /// A line does not hold a part, a source, a team, a label and a text.
    case malformed(line: Int)
    /// A row is not valid.
    case row(RowRefusal)
    /// An evaluation, hidden or spare row names a maintainer, or a training row names no team.
    case maintainer(line: Int)
    /// A source stands for more than one row.
    case repeatedSource(line: Int)
    /// The sample has fewer training rows than were asked for.
    case tooFewRows(wanted: Int, found: Int)
}

extension SampleError: CustomStringConvertible {
    /// One sentence that says what is wrong.
    package var description: String {
        switch self {
        case .notASample: "the file is not a Debian sample of version 1"
        case .malformed(let line):
            "line \(line) of the sample must hold part, source, team, label and text"
        case .row(let refusal): "the sample has an invalid line: \(refusal)"
        case .maintainer(let line):
            "line \(line) of the sample must name a team if, and only if, it is a training row"
        case .repeatedSource(let line):
            "line \(line) of the sample repeats a source, so that siblings could leak"
        case .tooFewRows(let wanted, let found):
            "the sample has \(found) team rows with their spare rows, but \(wanted) were asked for"
        }
    }
}

extension DebianSample {
    /// The file of the sample that is committed with the sources and lies beside the program.
    ///
    /// - Throws: `OperationError` when it is missing.
    package static func committedPath() throws(OperationError) -> String {
        guard let place = Bundle.module.url(forResource: "debian-sample", withExtension: "tsv")
        else {
            throw OperationError(
                .files, "the committed sample is missing beside the program: run 'make build'")
        }
        return place.path
    }

    /// The committed sample.
    package static func committed() throws -> DebianSample {
        try DebianSample(
            fileBytes: PosixFile.contents(of: committedPath(), limit: FileLimit.records))
    }
}

extension DebianSample {
    private static let firstLine = "openledger/debian-sample/v1"
    private static let nobody = "-"
    private static let tab = UInt8(ascii: "\t")

    /// The sample as a file of tab-separated lines.
    ///
    /// The format's name, the labels, then a line per row: part, source, team or `-`, label, text.
    /// No cell can hold a tab.
    package var fileBytes: [UInt8] {
        var lines = [Self.firstLine, (["labels"] + labels.labels).joined(separator: "\t")]
        func append(_ items: [Item], _ part: String) {
            for item in items {
                let cells = [
                    part, item.source, item.team ?? Self.nobody, item.row.label, item.row.text,
                ]
                lines.append(cells.joined(separator: "\t"))
            }
        }
        append(train, "train")
        append(evaluation, "evaluation")
        append(hidden, "hidden")
        append(spare, "spare")
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// The digest that names this sample: SHA-256 of its file.
    package var digest: Digest { Digest.sha256(fileBytes) }

    /// Reads what ``fileBytes`` writes.
    ///
    /// - Throws: ``SampleError`` for the first line that is not as it must be.
    package init(fileBytes: [UInt8]) throws(SampleError) {
        var lines = fileBytes.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
        guard lines.popFirst()?.elementsEqual(Self.firstLine.utf8) == true,
            let header = lines.popFirst().flatMap(Self.cells), header.first == "labels",
            lines.popLast()?.isEmpty == true
        else { throw .notASample }
        let labels = LabelSet(header.dropFirst())
        var parts: [String: [Item]] = [:]
        var sources: Set<String> = []
        for (offset, line) in lines.enumerated() {
            let number = offset + 3
            guard let cells = Self.cells(line), cells.count == 5,
                ["train", "evaluation", "hidden", "spare"].contains(cells[0])
            else { throw .malformed(line: number) }
            guard (cells[0] == "train") == (cells[2] != Self.nobody) else {
                throw .maintainer(line: number)
            }
            guard sources.insert(cells[1]).inserted else { throw .repeatedSource(line: number) }
            let row: DatanetRow
            do throws(RowRefusal.Reason) {
                row = try labels.row(text: cells[4], label: cells[3])
            } catch {
                throw .row(RowRefusal(line: number, reason: error))
            }
            let team = cells[2] == Self.nobody ? nil : cells[2]
            parts[cells[0], default: []].append(Item(source: cells[1], team: team, row: row))
        }
        self.init(
            labels: labels, train: parts["train", default: []],
            evaluation: parts["evaluation", default: []], hidden: parts["hidden", default: []],
            spare: parts["spare", default: []])
    }

    private static func cells(_ line: ArraySlice<UInt8>) -> [String]? {
        var cells: [String] = []
        for cell in line.split(separator: tab, omittingEmptySubsequences: false) {
            guard let text = String(validating: cell, as: UTF8.self) else { return nil }
            cells.append(text)
        }
        return cells
    }
}
