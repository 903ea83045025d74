/// What becomes of special added tokens, `<|im_end|>` say, that a text to be encoded spells out.
public enum ControlReading: Sendable {
    /// They become tokens: the text is a conversation that a template put together.
    case parsed
    /// They are text like any other: people wrote it, and may not steer the model by it.
    ///
    /// No special token's id comes out then, save that of the model's own unknown token. Added
    /// tokens that are not special still become tokens, as in the reference.
    case asText
}

/// What becomes of special tokens among the ids that are decoded.
public enum ControlShowing: Sendable {
    /// They appear as they are spelled.
    case shown
    /// They are left out.
    case skipped
}
