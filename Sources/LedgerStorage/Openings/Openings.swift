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
            guard let opening = AnswerOpening(line: bytes[line]) else {
                throw OperationError(.altered, "\(path) is malformed: restore it")
            }
            return (opening, line)
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

extension AnswerOpening {
    /// The opening as canonical JSON, without a line end.
    package var line: [UInt8] {
        CanonicalJSON.encode(
            .object([
                ("request", .string(requestCommitment.hex)),
                ("requestSalt", .string(requestSalt.hex)),
                ("question", .string(question)),
                ("answerSalt", .string(answerSalt.hex)),
                ("answer", .string(answer)),
            ]))
    }

    /// The longest question or answer that is opened, in bytes of UTF-8.
    package static let textLimit = 1 << 18
    /// JSON writes a byte as six at the most; salts and commitment are short.
    package static let lineLimit = 2 * 6 * textLimit + 1_024

    /// Reads a line; nil when it is malformed.
    package init?(line: ArraySlice<UInt8>) {
        guard let json = try? JSONValue(parsing: Array(line), limit: Self.lineLimit) else {
            return nil
        }
        func digest(_ key: String) -> Digest? {
            json[key]?.stringValue.flatMap { Digest(hex: $0) }
        }
        guard let request = digest("request"), let requestSalt = digest("requestSalt"),
            let answerSalt = digest("answerSalt"), let question = json["question"]?.stringValue,
            let answer = json["answer"]?.stringValue
        else { return nil }
        self.init(
            requestCommitment: request, requestSalt: requestSalt, question: question,
            answerSalt: answerSalt, answer: answer)
    }
}
