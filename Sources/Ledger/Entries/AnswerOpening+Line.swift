internal import Wire

/// Why a line does not hold an opening.
package enum OpeningError: Error, Equatable {
    /// It is no JSON object with the members of an opening.
    case malformed
    /// Its confidence is no whole number of parts per million within one.
    case confidenceOutOfRange
}

extension AnswerOpening {
    /// The opening as canonical JSON, without a line end.
    package var line: [UInt8] {
        var members: [(String, JSONValue)] = [
            ("request", .string(requestCommitment.hex)),
            ("requestSalt", .string(requestSalt.hex)), ("question", .string(question)),
            ("answerSalt", .string(answerSalt.hex)), ("answer", .string(answer)),
        ]
        if let confidence {
            members.append((Confidence.memberName, .integer(Int64(confidence.partsPerMillion))))
        }
        return CanonicalJSON.encode(.object(members))
    }

    /// The longest question or answer that is opened, in bytes of UTF-8.
    package static let textLimit = 1 << 18
    /// JSON writes a byte as six at the most; salts, commitment and confidence are short.
    package static let lineLimit = 2 * 6 * textLimit + 1_024

    /// Reads a line.
    ///
    /// - Throws: ``OpeningError``.
    package init(line: ArraySlice<UInt8>) throws(OpeningError) {
        guard let json = try? JSONValue(parsing: Array(line), limit: Self.lineLimit) else {
            throw .malformed
        }
        func digest(_ key: String) -> Digest? {
            json[key]?.stringValue.flatMap { Digest(hex: $0) }
        }
        guard let request = digest("request"), let requestSalt = digest("requestSalt"),
            let answerSalt = digest("answerSalt"), let question = json["question"]?.stringValue,
            let answer = json["answer"]?.stringValue
        else { throw .malformed }
        self.init(
            requestCommitment: request, requestSalt: requestSalt, question: question,
            answerSalt: answerSalt, answer: answer, confidence: try Self.confidence(in: json))
    }

    /// The confidence; nil in openings from before there was one.
    private static func confidence(in json: JSONValue) throws(OpeningError) -> Confidence? {
        guard let member = json[Confidence.memberName] else { return nil }
        guard let number = member.integerValue.flatMap(UInt32.init(exactly:)),
            let confidence = Confidence(partsPerMillion: number)
        else { throw .confidenceOutOfRange }
        return confidence
    }
}
