public import Tensors

extension SentenceEncoderFolder {
    /// Sentence embeddings as the folder says: mean-pooled, and of unit length where its modules
    /// normalise; as in sentence-transformers, lengths under 1e-12 count as that.
    ///
    /// - Parameters:
    ///   - sequences: token ids of the texts.
    ///   - encoder: the encoder made from this folder.
    ///   - threads: how many compute; the bits do not depend on it.
    /// - Returns: [sequences, hidden].
    public func embeddings(
        of sequences: [[Int32]], by encoder: BertEncoder, threads: ComputeThreads
    ) -> Matrix {
        var rows = encoder.pooled(sequences, threads: threads)
        guard normalisesEmbeddings else { return rows }
        for row in 0..<rows.rows {
            let length = max(rows.row(row).dot(rows.row(row)).squareRoot(), 1e-12)
            for column in 0..<rows.columns { rows[row, column] /= length }
        }
        return rows
    }
}
