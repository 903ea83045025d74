import Identity
public import TransparencyLog
import Wire

/// Checks a receipt with nothing but the file and the log's public key.
///
/// A receipt is one `tlog-proof@v1` whose extra data is the entry. The order of the checks is the
/// order of trust: the file's form, who signed the checkpoint, that the entry is under it, what
/// the entry says, and whether its numbers follow from one another. Whatever a single file cannot
/// show is listed as not checked, with what would check it.
public enum ReceiptVerifier {
    /// Checks a receipt file.
    ///
    /// - Parameters:
    ///   - file: the bytes of the file.
    ///   - key: the public key of the log that the receipt is said to be from.
    ///   - witnesses: the keys of witnesses that the reader trusts, if any.
    /// - Returns: every check with its outcome; a hostile file leads to refusals, never to a trap.
    public static func verify(
        file: [UInt8], key: VerifierKey, witnesses: [VerifierKey] = []
    ) -> VerificationReport {
        var draft = ReportDraft(key: key)
        let proof: TLogProof
        let checkpoint: Checkpoint
        do {
            proof = try TLogProof(parsing: file)
            checkpoint = try Checkpoint(noteText: proof.checkpoint.text)
        } catch {
            draft.refuse(.fileForm, "\(error)")
            for check in [Check.checkpointSignature, .origin, .inclusion, .entryForm] {
                draft.leave(check, "The file could not be read.")
            }
            return draft.report(subject: "A file that is no receipt")
        }
        draft.prove(.fileForm, "Every byte belongs to one tlog-proof@v1 in its only spelling.")
        check(proof.checkpoint, checkpoint, in: &draft)
        check(proof, under: checkpoint, in: &draft)
        let subject = describe(proof, checkpoint, in: &draft)
        check(witnesses: witnesses, of: proof.checkpoint, in: &draft)
        return draft.report(subject: subject)
    }

    private static func check(
        _ note: SignedNote, _ checkpoint: Checkpoint, in draft: inout ReportDraft
    ) {
        let key = draft.key
        do {
            try note.verify(by: key)
            draft.prove(
                .checkpointSignature,
                "The key \(key) signed the log's size \(checkpoint.size) and root "
                    + "\(Base64.encode(checkpoint.root.bytes)).")
        } catch {
            draft.refuse(.checkpointSignature, "\(error)")
        }
        if checkpoint.origin == key.name {
            draft.prove(.origin, "The checkpoint is of the log \(key.name), the key's own.")
        } else {
            draft.refuse(
                .origin, "The checkpoint is of \(checkpoint.origin), the key of \(key.name).")
        }
    }

    private static func check(
        _ proof: TLogProof, under checkpoint: Checkpoint, in draft: inout ReportDraft
    ) {
        guard let entry = proof.extra else {
            draft.refuse(
                .inclusion, "The file has no extra line, so there is no entry to look for.")
            return
        }
        do {
            try MerkleProof.verifyInclusion(
                leaf: MerkleHash.leaf(entry), index: proof.index, size: checkpoint.size,
                path: proof.path, root: checkpoint.root)
            draft.prove(
                .inclusion,
                "The entry's \(entry.count) bytes are entry \(proof.index) of the "
                    + "\(checkpoint.size) under that root.")
        } catch {
            draft.refuse(.inclusion, "\(error)")
        }
    }

    /// Checks what the entry says and returns the report's first line.
    private static func describe(
        _ proof: TLogProof, _ checkpoint: Checkpoint, in draft: inout ReportDraft
    ) -> String {
        draft.state("log", .string(checkpoint.origin))
        draft.state("index", .count(proof.index))
        draft.state("treeSize", .count(checkpoint.size))
        let place = "Entry \(proof.index) of the log \(checkpoint.origin)"
        let entry: LoggedEntry
        do {
            entry = try LoggedEntry(decoding: proof.extra ?? [])
        } catch {
            draft.refuse(.entryForm, "\(error)")
            return place + ", which cannot be read"
        }
        draft.prove(
            .entryForm,
            "Every byte belongs to one \(entry.kind.name) entry of layout \(entry.layout).")
        draft.state("kind", .string(entry.kind.name))
        draft.state("layout", .count(UInt64(entry.layout)))
        draft.state("timestampSeconds", .count(entry.timestampSeconds))
        EntryReading(entry, log: draft.key).check(in: &draft)
        return place + ": " + entry.kind.words
    }

    private static func check(
        witnesses: [VerifierKey], of note: SignedNote, in draft: inout ReportDraft
    ) {
        var names: [String] = []
        for witness in witnesses {
            do {
                let cosignature = try note.cosignature(by: witness)
                names.append("\(witness.name) at \(cosignature.timestampSeconds) s")
            } catch .signatureDoesNotHold {
                draft.refuse(.witnesses, "The cosignature of \(witness.name) does not hold.")
                return
            } catch {
                continue
            }
        }
        if names.isEmpty {
            draft.leave(
                .witnesses,
                "Unwitnessed: no cosignature of a witness that was named. The log could show "
                    + "other people another log.")
        } else {
            draft.prove(.witnesses, "Cosigned by " + names.joined(separator: ", ") + ".")
        }
    }
}
