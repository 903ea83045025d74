/// How an answer's attribution can be checked, at the time of the answer.
public enum EvidenceGrade: UInt8, Sendable {
    /// Everyone can repeat it from public bytes and compare integers.
    case replayed = 0
    /// A sample of answers was repeated.
    case sampled
    /// Nobody can repeat it.
    case asserted
    /// It depends on evaluation items that are still hidden; repeatable once they are opened.
    case assertedHidden
}
