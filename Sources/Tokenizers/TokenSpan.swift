/// A token and the part of the text that it stands for.
public struct TokenSpan: Equatable, Sendable {
    /// The token's id.
    public let id: Int32
    /// The bytes of the text's UTF-8 that it covers; empty for a token that stands around it.
    ///
    /// A token may begin or end within a scalar. Where normalisation has joined scalars, each token
    /// of the result covers all of them; a space that was put before the text covers nothing.
    public let bytes: Range<Int>

    /// A token and its range.
    public init(id: Int32, bytes: Range<Int>) {
        self.id = id
        self.bytes = bytes
    }
}
