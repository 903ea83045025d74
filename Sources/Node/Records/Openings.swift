internal import FoundationEssentials
public import Wire

/// What opens the commitments of answers: the question, the answer and their salts.
///
/// Openings lie beside the log, so that they can be erased; without them a receipt still proves the
/// payment, and no longer what was asked.
public struct Openings: Sendable {
    /// One answer's opening.
    public struct Opening: Equatable, Sendable {
        /// The salted commitment to the question, as the entry holds it.
        public let requestCommitment: Digest
        /// The question's salt.
        public let requestSalt: Digest
        /// The question.
        public let question: String
        /// The answer's salt.
        public let answerSalt: Digest
        /// The answer.
        public let answer: String

        /// An opening as given.
        public init(
            requestCommitment: Digest, requestSalt: Digest, question: String, answerSalt: Digest,
            answer: String
        ) {
            self.requestCommitment = requestCommitment
            self.requestSalt = requestSalt
            self.question = question
            self.answerSalt = answerSalt
            self.answer = answer
        }
    }

    private let files: NodeFiles
    static let folder = "openings"

    /// The openings of a data directory.
    public init(dataDirectory: String) {
        files = NodeFiles(root: dataDirectory)
    }

    /// Writes openings, durable before it returns.
    ///
    /// One file holds one batch of answers and is named by its first commitment. Writing the same
    /// openings again changes nothing.
    public func write(_ openings: [Opening]) throws {
        guard let first = openings.first else { return }
        var bytes: [UInt8] = []
        for opening in openings {
            bytes += opening.line
            bytes.append(UInt8(ascii: "\n"))
        }
        try files.write(bytes, to: "\(Self.folder)/\(first.requestCommitment.hex).jsonl")
    }

    /// All openings, by the question's commitment.
    public func readAll() throws -> [Digest: Opening] {
        var found: [Digest: Opening] = [:]
        let folder = files.root + "/" + Self.folder
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names.sorted() where name.hasSuffix(".jsonl") {
            let bytes = try files.read("\(Self.folder)/\(name)")
            for line in Self.lines(of: bytes) {
                guard let opening = Opening(line: bytes[line]) else {
                    throw NodeError(.altered, "\(folder)/\(name) is malformed: restore it")
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
    static func lines(of bytes: [UInt8]) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        for (position, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            if position > start { lines.append(start..<position) }
            start = position + 1
        }
        return lines
    }
}

extension Openings.Opening {
    /// The opening as canonical JSON, without a line end.
    var line: [UInt8] {
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
    init?(line: ArraySlice<UInt8>) {
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
