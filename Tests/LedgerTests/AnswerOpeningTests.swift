import Ledger
import Testing
import Wire

@Suite struct `An opening's line` {
    private static func opening(_ confidence: UInt32?) -> AnswerOpening {
        AnswerOpening(
            question: "a \"quoted\"\nquestion", requestSalt: .sha256([1]), answer: "games",
            answerSalt: .sha256([2]),
            confidence: confidence.flatMap { Confidence(partsPerMillion: $0) })
    }

    /// The line with another confidence, as it might stand in a file.
    private static func line(confidence: String) -> [UInt8] {
        let line = String(decoding: opening(832_104).line, as: UTF8.self)
        return Array(
            line.replacing(
                "\"confidencePartsPerMillion\":832104",
                with: "\"confidencePartsPerMillion\":" + confidence
            ).utf8)
    }

    @Test(arguments: [nil, 0, 1, 832_104, 999_999, 1_000_000] as [UInt32?])
    func `is read as it was written`(confidence: UInt32?) throws {
        let opening = Self.opening(confidence)
        let read = try AnswerOpening(line: opening.line[...])
        #expect(read == opening && read.confidence?.partsPerMillion == confidence)
        #expect(read.line == opening.line)
    }

    @Test func `from before confidences were kept has none, and is written without one`() throws {
        let old = """
            {"answer":"games","answerSalt":"\(Digest.sha256([2]).hex)",\
            "question":"chess","request":"\(Digest.sha256([3]).hex)",\
            "requestSalt":"\(Digest.sha256([1]).hex)"}
            """
        let read = try AnswerOpening(line: Array(old.utf8)[...])
        #expect(read.confidence == nil && read.answer == "games" && read.question == "chess")
        #expect(read.line == Array(old.utf8))
    }

    @Test(arguments: [
        "1000001", "4294967296", "4295799400", "-1", "9223372036854775807", "832104.5",
        "99999999999999999999", "\"832104\"", "null", "true", "[]",
    ])
    func `is refused by name for a confidence that is none`(confidence: String) {
        #expect(throws: OpeningError.confidenceOutOfRange) {
            try AnswerOpening(line: Self.line(confidence: confidence)[...])
        }
    }

    @Test func `is refused without a member, with one twice, and as no object`() {
        let line = String(decoding: Self.opening(5).line, as: UTF8.self)
        for (whole, part) in [
            ("\"answer\":", "\"reply\":"), ("\"requestSalt\":", "\"salt\":"),
            ("\"question\":", "\"answer\":"), ("Million\":5", "Million\":5,\"request\":\"\""),
            ("Million\":5", "Million\":"), ("{", "["), ("{", "{{"),
        ] {
            let other = line.replacing(whole, with: part)
            #expect(other != line)
            #expect(throws: OpeningError.malformed, "\(part)") {
                try AnswerOpening(line: Array(other.utf8)[...])
            }
        }
        for text in ["", "7", "[]", "\"answer\"", "{}"] {
            #expect(throws: OpeningError.malformed) {
                try AnswerOpening(line: Array(text.utf8)[...])
            }
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `with changed bytes is refused, or means what it says`(seed: UInt64) throws {
        var random = SeededBytes(seed: seed, label: "openings")
        var line = Self.opening(UInt32(random.below(1_000_001))).line
        for _ in 0..<1 + random.below(3) {
            line[Int(random.below(UInt64(line.count)))] = UInt8(random.below(256))
        }
        guard let read = try? AnswerOpening(line: line[...]) else { return }
        #expect(read.confidence.map { $0.partsPerMillion <= Confidence.limit } ?? true)
        #expect(try AnswerOpening(line: read.line[...]) == read)
    }

    @Test func `holds no confidence over one`() {
        #expect(Confidence(partsPerMillion: 1_000_000)?.partsPerMillion == Confidence.limit)
        #expect(Confidence(partsPerMillion: 1_000_001) == nil)
        #expect(Confidence(partsPerMillion: .max) == nil)
    }
}
