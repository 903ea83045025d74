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
    private static let folder = "openings"

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
            bytes += CanonicalJSON.encode(
                .object([
                    ("request", .string(opening.requestCommitment.hex)),
                    ("requestSalt", .string(opening.requestSalt.hex)),
                    ("question", .string(opening.question)),
                    ("answerSalt", .string(opening.answerSalt.hex)),
                    ("answer", .string(opening.answer)),
                ]))
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
            for line in try files.read("\(Self.folder)/\(name)").split(separator: 0x0A) {
                guard let json = try? JSONValue(parsing: Array(line), limit: 1 << 20),
                    let opening = Opening(json: json)
                else {
                    throw NodeError(.altered, "\(folder)/\(name) is malformed: restore it")
                }
                found[opening.requestCommitment] = opening
            }
        }
        return found
    }
}

extension Openings.Opening {
    fileprivate init?(json: JSONValue) {
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
