import Ledger
internal import Machine
import TransparencyLog
import Wire

/// A log read back from its segments: every bundle checked, every entry applied.
struct LogReplay: Sendable {
    let key: VerifierKey
    let directory: DataDirectory
    let segments: SegmentReader
    var state: LedgerState
    var tree = MerkleTree()
    var locations: [EntryLocation] = []
    /// The note of the last bundle.
    var note: SignedNote?
    var nextBundle: UInt64 = 0
    var lastDigest: Digest
    /// The segment that the next bundle goes to, and how many good bytes it has.
    var segment = 0
    var segmentByteCount: UInt64 = 0
    /// The beginning of a bundle that was not finished when its writer died.
    var unfinished: [UInt8] = []

    /// An entry that was applied, with what it did.
    struct Applied {
        let index: UInt64
        let entry: Entry
        let postings: [Posting]
    }

    /// Reads all segments.
    ///
    /// - Parameters:
    ///   - directory: the data directory.
    ///   - key: the log's public key.
    ///   - signatures: whether the signature of each entry is checked again.
    ///   - aside: where a damaged end is copied to; nil for those who only read.
    ///   - visit: called after each bundle with its entries and the state they led to.
    /// - Throws: `OperationError`.
    init(
        _ directory: DataDirectory, key: VerifierKey,
        signatures: LedgerState.SignatureCheck = .coveredByCheckpoint, aside: AsideFolder? = nil,
        visit: ([Applied], LogReplay) throws -> Void = { _, _ in }
    ) throws {
        self.key = key
        self.directory = directory
        segments = SegmentReader(directory)
        state = LedgerState(log: key)
        var walk = try SegmentWalk(directory.segmentFolder, key: key, aside: aside)
        lastDigest = walk.lastDigest
        while let step = try walk.next() {
            segment = step.segment
            let applied = try apply(step, signatures)
            lastDigest = walk.lastDigest
            try visit(applied, self)
        }
        segment = walk.segment
        segmentByteCount = walk.segmentByteCount
        unfinished = walk.unfinished
        do { try note?.verify(by: key) } catch {
            throw corrupt("the last checkpoint is not signed by the log's key \(key)")
        }
    }

    private mutating func apply(
        _ step: SegmentWalk.Step, _ signatures: LedgerState.SignatureCheck
    ) throws -> [Applied] {
        let bundle = step.bundle
        var applied: [Applied] = []
        var position = step.offset + UInt64(Bundle.headerByteCount)
        for bytes in bundle.entries {
            let index = tree.size
            do {
                let (entry, postings) = try state.apply(
                    bytes, index: index, signatures: signatures)
                applied.append(Applied(index: index, entry: entry, postings: postings))
            } catch {
                throw corrupt("entry \(index) is refused: \(error.description)")
            }
            tree.append(MerkleTree.leafHash(bytes))
            locations.append(
                EntryLocation(
                    segment: UInt32(segment), length: UInt32(bytes.count), offset: position + 4))
            position += 4 + UInt64(bytes.count)
        }
        note = try checkedNote(bundle)
        nextBundle += 1
        return applied
    }

    /// The bundle's note, when it is the checkpoint of the tree so far.
    private func checkedNote(_ bundle: Bundle) throws -> SignedNote {
        let expected = Checkpoint(origin: key.name, size: tree.size, root: tree.root())
        guard let note = try? SignedNote(parsing: bundle.note),
            let expected, note.text == expected.noteText
        else { throw corrupt("the checkpoint of bundle \(bundle.number) is of other entries") }
        return note
    }

    private func corrupt(_ what: String) -> OperationError {
        OperationError(
            .corrupt,
            "\(directory.segmentFolder.file(segment)): \(what). Nothing was changed; restore the "
                + "directory from a copy.")
    }
}

extension LogReplay {
    /// The receipt of an entry against the last checkpoint.
    ///
    /// - Throws: `OperationError`.
    func receipt(at index: UInt64) throws -> Receipt {
        let bytes = try entryBytes(at: index)
        guard let note, let entry = try? Entry(decoding: bytes) else {
            throw corrupt("entry \(index) is no entry any more")
        }
        return try Receipt(
            entry: entry, bytes: bytes, index: index, path: tree.inclusionProof(index: index),
            checkpoint: note)
    }

    /// An entry's bytes, read back and compared with its leaf.
    ///
    /// - Throws: `OperationError`.
    func entryBytes(at index: UInt64) throws -> [UInt8] {
        guard index < tree.size else {
            throw OperationError(
                .noSuchEntry, "The log has \(tree.size) entries and none \(index).")
        }
        let bytes = try segments.read(locations[Int(index)])
        guard MerkleTree.leafHash(bytes) == tree.leafHash(at: index) else {
            throw corrupt("entry \(index) is not what was written")
        }
        return bytes
    }
}
