/// What is to be done with a byte of the raw text, decided once per tokenizer.
enum ByteStep: Sendable {
    /// An ASCII letter, digit or the like joins the word, as the byte given.
    case joins(UInt8)
    /// ASCII white space ends the word.
    case separates
    /// ASCII punctuation is a word of its own.
    case stands
    /// Cleaning drops this ASCII control.
    case removed
    /// The first byte of a scalar beyond ASCII.
    case leads
    /// An added token may begin here; if none does, the byte is what stands beside.
    indirect case perhapsAdded(ByteStep)

    /// The steps of all 256 bytes.
    static func table(cleaning: TextCleaning, addedTokens: AddedTokens) -> [ByteStep] {
        (0...255).map { (byte: UInt8) in
            let step = step(of: byte, cleaning: cleaning)
            return addedTokens.canBegin(with: byte) ? .perhapsAdded(step) : step
        }
    }

    private static func step(of byte: UInt8, cleaning: TextCleaning) -> ByteStep {
        guard byte < 0x80 else { return .leads }
        let facts = UnicodeTables.facts[Int(byte)]
        if cleaning.cleansText, facts.contains(.removed) { return .removed }
        if facts.contains(.separator) { return .separates }
        if facts.contains(.punctuation) { return .stands }
        let isCapital = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
        return .joins(cleaning.lowercases && isCapital ? byte | 0x20 : byte)
    }
}
