/// Turns ids into text as they come, and hands out whole characters only.
///
/// What is handed out is never taken back: a scalar whose bytes are not all there is held back, and
/// so is a run of byte pieces like `<0xE2>` until it ends, since the reference turns all of its
/// bytes into U+FFFD if they are no UTF-8 together. All that is handed out, put together, is what
/// ``BytePairTokenizer/decode(_:control:)`` gives.
public struct TokenDecoder: Sendable {
    private let tokenizer: BytePairTokenizer
    private let control: ControlShowing
    private var assembly = UTF8Assembly()
    /// Bytes of byte pieces that wait for the end of their run.
    private var run: [UInt8] = []
    private var hasBegun = false

    /// A decoder at the beginning of a text.
    public init(_ tokenizer: BytePairTokenizer, control: ControlShowing) {
        self.tokenizer = tokenizer
        self.control = control
    }

    /// Takes an id in.
    ///
    /// - Returns: the text that is settled by it, often empty.
    public mutating func append(_ id: Int32) -> String {
        if control == .skipped, tokenizer.isSpecial(id) { return "" }
        if let byte = tokenizer.pieces.fallbackByte(of: id) {
            run.append(byte)
            return ""
        }
        guard let bytes = tokenizer.pieces.bytes(of: id) else { return "" }
        endRun()
        for byte in bytes { assembly.append(byte) }
        return settled()
    }

    /// Ends the text; the decoder is at the beginning of a new one then.
    ///
    /// - Returns: what was held back, with U+FFFD for what is no UTF-8.
    public mutating func finish() -> String {
        endRun()
        assembly.end()
        let text = settled()
        hasBegun = false
        return text
    }

    private mutating func endRun() {
        guard !run.isEmpty else { return }
        if (try? UTF8Span(validating: run.span)) != nil {
            for byte in run { assembly.append(byte) }
        } else {
            for _ in run { assembly.appendReplacement() }
        }
        run.removeAll(keepingCapacity: true)
    }

    private mutating func settled() -> String {
        var bytes = assembly.takeText()[...]
        guard !hasBegun, !bytes.isEmpty else { return String(decoding: bytes, as: UTF8.self) }
        hasBegun = true
        if case .marks(_, dropsFirstSpace: true) = tokenizer.decoding, bytes.first == 0x20 {
            bytes = bytes.dropFirst()
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
