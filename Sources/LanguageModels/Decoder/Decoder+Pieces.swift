public import Tensors

extension Decoder {
    /// Rows that go through the layers at once when there are many: enough that the weights are
    /// unpacked for nothing beside the products.
    public static let rowsAtOnce = 512

    /// Reads the tokens of every sequence, however many, in passes of bounded size.
    ///
    /// - Returns: the last hidden state of each sequence, [sequences, width].
    public func readToEnd(_ sequences: inout [Sequence], on threads: ComputeThreads) -> Matrix {
        var unread = sequences.map { $0.tokens[...] }
        var last = Matrix(rows: sequences.count, columns: configuration.width)
        while unread.contains(where: { !$0.isEmpty }) {
            var room = Self.rowsAtOnce
            var taken: [Int] = []
            var batch: [Sequence] = []
            for index in unread.indices where room > 0 && !unread[index].isEmpty {
                sequences[index].tokens = Array(unread[index].prefix(room))
                room -= sequences[index].tokens.count
                unread[index] = unread[index].dropFirst(sequences[index].tokens.count)
                taken.append(index)
                batch.append(sequences[index])
                // The cache has one owner while it is written.
                sequences[index].cache = emptyCache
            }
            let hidden = read(&batch, on: threads)
            var end = 0
            for (place, index) in taken.enumerated() {
                sequences[index].cache = batch[place].cache
                end += batch[place].tokens.count
                let row = index * last.columns..<(index + 1) * last.columns
                last.values.replaceSubrange(row, with: hidden.row(end - 1))
            }
        }
        return last
    }

    /// The likeliest continuations of some sequences, all in one batch.
    ///
    /// - Parameters:
    ///   - sequences: each with at least one token to read, and room in the context for more.
    ///   - limit: how many tokens are written after each at most.
    ///   - threads: the team.
    /// - Returns: the new tokens of each sequence, the one that ended it included.
    public func likeliestContinuations(
        of sequences: [Sequence], limit: Int, on threads: ComputeThreads
    ) -> [[Int32]] {
        var results: [[Int32]] = sequences.map { _ in [] }
        var places = Array(sequences.indices)
        var batch = sequences
        let ends = Set(configuration.endTokenIDs)
        for _ in 0..<limit where !batch.isEmpty {
            let logits = logits(of: readToEnd(&batch, on: threads), on: threads)
            var goesOn: [Int] = []
            for index in batch.indices {
                let token = Array(logits.row(index)).likeliest
                results[places[index]].append(token)
                batch[index].tokens = [token]
                let isFull = batch[index].cache.length >= configuration.contextLength
                if !ends.contains(token), !isFull { goesOn.append(index) }
            }
            places = goesOn.map { places[$0] }
            batch = goesOn.map { batch[$0] }
        }
        return results
    }
}
