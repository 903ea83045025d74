internal import Tensors

/// The new tokens of several sequences, laid end to end, for one pass through the layers.
struct DecoderBatch: Sendable {
    let tokens: [Int32]
    let sequences: [SequenceRows]
    let caches: [KeyValueCache]
    let adapters: [AdapterRows]
    let turns: RotaryTurns

    /// Makes room in every cache.
    init(_ sequences: inout [Decoder.Sequence], rotary: RotaryFrequencies) {
        var tokens: [Int32] = []
        var rows: [SequenceRows] = []
        var positions: [Int] = []
        var adapters: [AdapterRows] = []
        for index in sequences.indices {
            precondition(!sequences[index].tokens.isEmpty, "a sequence has tokens to read")
            let new = sequences[index].tokens
            let first = sequences[index].cache.append(new.count)
            let range = tokens.count..<tokens.count + new.count
            rows.append(SequenceRows(rows: range, firstPosition: first))
            positions += first..<first + new.count
            tokens += new
            guard let adapter = sequences[index].adapter else { continue }
            if let last = adapters.last, last.adapter === adapter,
                last.rows.upperBound == range.lowerBound
            {
                adapters[adapters.count - 1] = AdapterRows(
                    rows: last.rows.lowerBound..<range.upperBound, adapter: adapter)
            } else {
                adapters.append(AdapterRows(rows: range, adapter: adapter))
            }
        }
        self.tokens = tokens
        self.sequences = rows
        self.adapters = adapters
        caches = sequences.map(\.cache)
        turns = RotaryTurns(positions, rotary)
    }
}
