/// Token sequences of different lengths laid end to end, without padding.
public struct TokenBatch: Equatable, Sendable {
    /// All token ids, sequence after sequence.
    public let ids: [Int32]
    /// Sequence r holds the tokens bounds[r] ..< bounds[r + 1]; the first bound is 0.
    public let bounds: [Int]

    /// Number of sequences.
    public var count: Int { bounds.count - 1 }

    /// The given sequences, in order.
    ///
    /// - Precondition: none is empty.
    public init(_ sequences: some Sequence<[Int32]>) {
        var ids: [Int32] = []
        var bounds = [0]
        for sequence in sequences {
            precondition(!sequence.isEmpty, "a sequence has at least one token")
            ids += sequence
            bounds.append(ids.count)
        }
        self.ids = ids
        self.bounds = bounds
    }

    /// The tokens of one sequence.
    public func tokens(of sequence: Int) -> Range<Int> {
        bounds[sequence]..<bounds[sequence + 1]
    }
}
