internal import FoundationEssentials
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

    /// Writes openings, durable before it returns.
    ///
    /// One file holds one batch of answers and is named by its first commitment. Writing the same
    /// openings again changes nothing.
    package func write(_ openings: [AnswerOpening]) throws {
        guard let first = openings.first else { return }
        var bytes: [UInt8] = []
        for opening in openings {
            bytes += opening.line
            bytes.append(UInt8(ascii: "\n"))
        }
        try files.write(bytes, to: "\(Self.folder)/\(first.requestCommitment.hex).jsonl")
    }

    /// All openings, by the question's commitment.
    package func readAll() throws -> [Digest: AnswerOpening] {
        var found: [Digest: AnswerOpening] = [:]
        let folder = files.root + "/" + Self.folder
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names.sorted() where name.hasSuffix(".jsonl") {
            let bytes = try files.read(
                "\(Self.folder)/\(name)", limit: FileLimit.records)
            for line in Self.lines(of: bytes) {
                guard let opening = AnswerOpening(line: bytes[line]) else {
                    throw OperationError(.altered, "\(folder)/\(name) is malformed: restore it")
                }
                found[opening.requestCommitment] = opening
            }
        }
        return found
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

    /// Reads a line; nil when it is malformed.
    package init?(line: ArraySlice<UInt8>) {
        guard let json = try? JSONValue(parsing: Array(line), limit: 1 << 20) else { return nil }
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
