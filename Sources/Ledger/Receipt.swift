package import TransparencyLog
package import Wire

/// An entry with the proof that it stands in the log.
///
/// The durable form is one `tlog-proof@v1` file whose extra data is the entry.
package struct Receipt: Equatable, Sendable {
    /// What was logged.
    package let entry: Entry
    /// The proof; its extra data are the entry's bytes.
    package let proof: TLogProof

    /// The entry's index; in decimal the receipt's id.
    package var index: UInt64 { proof.index }

    /// The file.
    package var fileBytes: [UInt8] { proof.bytes }

    /// Puts a receipt together; nothing is proved by that.
    ///
    /// - Throws: ``TransparencyLog/TLogProofError``.
    package init(
        entry: Entry, index: UInt64, path: [Digest], checkpoint: SignedNote
    ) throws(TLogProofError) {
        try self.init(
            entry: entry, bytes: entry.encoded, index: index, path: path, checkpoint: checkpoint)
    }

    /// Puts a receipt together from an entry and the bytes that it encodes to.
    ///
    /// - Throws: ``TransparencyLog/TLogProofError``.
    package init(
        entry: Entry, bytes: [UInt8], index: UInt64, path: [Digest], checkpoint: SignedNote
    ) throws(TLogProofError) {
        self.entry = entry
        proof = try TLogProof(extra: bytes, index: index, path: path, checkpoint: checkpoint)
    }
}
