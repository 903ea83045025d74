/// A way of parting a text before its words are cut, one after the other.
enum WordPattern: Sendable {
    /// Each digit alone: `Digits` with `individual_digits`.
    case digits
    /// The pattern of GPT-2, which is that of `ByteLevel` with `use_regex`, too.
    case gpt2
    /// The pattern that came with cl100k_base, as Llama 3 (three digits together) and Qwen2 (each
    /// digit alone) have it.
    case cl100k(digits: Int)
    /// Before each `▁`: `Metaspace` with `split`.
    case marks

    /// The pattern that a regular expression spells; nil for any other than these.
    init?(regex: String) {
        let contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|"
        let word = #"[^\r\n\p{L}\p{N}]?\p{L}+|"#
        let rest = #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
        switch regex {
        case #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#:
            self = .gpt2
        case contractions + word + #"\p{N}{1,3}"# + rest: self = .cl100k(digits: 3)
        case contractions + word + #"\p{N}"# + rest: self = .cl100k(digits: 1)
        default: return nil
        }
    }

    /// Where the part ends that begins at the start of the range; parts cover the range.
    ///
    /// All is as if the range were the whole text: what `(?!\S)` sees ends with it.
    func partEnd(in text: [UInt8], _ range: Range<Int>) -> Int {
        let scan = PatternScan(text: text, start: range.lowerBound, end: range.upperBound)
        switch self {
        case .digits: return scan.digitsEnd()
        case .gpt2: return scan.gpt2End()
        case .cl100k(let digits): return scan.cl100kEnd(digits: digits)
        case .marks: return scan.marksEnd()
        }
    }
}
