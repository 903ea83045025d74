package import Ledger
internal import Machine
package import Wire

/// The openings of answers as they lie in a data directory, `DIR/openings/*.jsonl`.
package struct Openings: Sendable {
    private let files: DataFiles
    package static let folder = "openings"

    /// The openings of a data directory.
    package init(dataDirectory: String) {
        files = DataFiles(root: dataDirectory)
    }

    /// All openings, by the question's commitment.
    ///
    /// - Throws: `OperationError` for a file that cannot be read or is malformed.
    package func readAll() throws -> [Digest: AnswerOpening] {
        var found: [Digest: AnswerOpening] = [:]
        for path in try paths() {
            for (opening, _) in try Self.read(path) { found[opening.requestCommitment] = opening }
        }
        return found
    }

    /// The files.
    ///
    /// - Throws: `OperationError` when the folder cannot be listed.
    func paths() throws -> [String] {
        let folder = files.root + "/" + Self.folder
        return try files.names(in: Self.folder).filter { $0.hasSuffix(".jsonl") }
            .map { folder + "/" + $0 }
    }

    /// The openings of a file, and where their lines lie.
    ///
    /// - Throws: `OperationError` for a file that cannot be read or is malformed.
    static func read(_ path: String) throws -> [(opening: AnswerOpening, line: Range<Int>)] {
        let bytes = try PosixFile.contents(of: path, limit: FileLimit.records)
        return try lines(of: bytes).map { line in
            (try opening(ofLine: bytes[line], in: path), line)
        }
    }

    /// The opening of a line.
    ///
    /// - Throws: `OperationError` that names the file and what is wrong with it.
    static func opening(
        ofLine line: ArraySlice<UInt8>, in path: String
    ) throws(OperationError) -> AnswerOpening {
        do throws(OpeningError) { return try AnswerOpening(line: line) } catch {
            switch error {
            case .malformed:
                throw OperationError(.altered, "\(path) is malformed: restore it")
            case .confidenceOutOfRange:
                throw OperationError(
                    .altered,
                    "a \(Confidence.memberName) in \(path) is no whole number from 0 to "
                        + "\(Confidence.limit): restore it")
            }
        }
    }

    /// Where the whole lines of a file lie.
    ///
    /// What follows the last line end was being written when the process ended: its entry was
    /// never acknowledged.
    package static func lines(of bytes: [UInt8]) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        for (position, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            if position > start { lines.append(start..<position) }
            start = position + 1
        }
        return lines
    }
}
