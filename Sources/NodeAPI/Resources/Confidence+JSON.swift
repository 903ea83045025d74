internal import Ledger
internal import Wire

extension AnswerRecord {
    /// The member that says how sure the model said it is; null wherever the words are not shown,
    /// and for answers from before it was kept.
    var confidence: (String, JSONValue) {
        let confidence = text?.confidence
        return (Confidence.memberName, confidence.map { .count($0.partsPerMillion) } ?? .null)
    }
}

extension Confidence {
    /// What the OpenAPI document says of the member.
    static var member: Schema.Member {
        Schema.member(
            memberName,
            Schema.any(
                of: Schema.integer(
                    "Parts per million, rounded down.", minimum: 0, maximum: Int(limit)),
                Schema.null,
                description: """
                    The model's own probability of its answer: its word about itself, not a \
                    measured rate, and no part of what the entry commits to. Null where the words \
                    are not shown, and for answers from before it was kept.
                    """))
    }
}
