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
    /// Bytes of a bundle that was not finished when its writer died.
    var tornByteCount: UInt64 = 0

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
    ///   - visit: called after each bundle with its entries and the state they led to.
    /// - Throws: `OperationError`.
    init(
        _ directory: DataDirectory, key: VerifierKey,
        signatures: LedgerState.SignatureCheck = .coveredByCheckpoint,
        visit: ([Applied], LogReplay) throws -> Void = { _, _ in }
    ) throws {
        self.key = key
        self.directory = directory
        segments = SegmentReader(directory)
        state = LedgerState(log: key)
        lastDigest = Bundle.root(of: key)
        let count = try directory.segmentCount()
        for number in 0..<count {
            segment = number
            try read(isLast: number == count - 1, signatures, visit)
        }
        do { try note?.verify(by: key) } catch {
            throw corrupt("the last checkpoint is not signed by the log's key \(key)")
        }
    }

    private mutating func read(
        isLast: Bool, _ signatures: LedgerState.SignatureCheck,
        _ visit: ([Applied], LogReplay) throws -> Void
    ) throws {
        let bytes = try PosixFile.contents(
            of: directory.segment(segment), limit: FileLimit.records)
        var offset = 0
        while let (bundle, digest, end) = Bundle.read(from: bytes, at: offset) {
            let applied = try apply(bundle, at: UInt64(offset), signatures)
            lastDigest = digest
            offset = end
            try visit(applied, self)
        }
        segmentByteCount = UInt64(offset)
        tornByteCount = UInt64(bytes.count - offset)
        guard tornByteCount > 0 else { return }
        guard isLast else { throw corrupt("bundle \(nextBundle) is damaged") }
        guard !Self.hasBundle(in: bytes, after: offset) else {
            throw corrupt("bundle \(nextBundle) is damaged, but later ones are whole")
        }
    }

    private mutating func apply(
        _ bundle: Bundle, at offset: UInt64, _ signatures: LedgerState.SignatureCheck
    ) throws -> [Applied] {
        guard bundle.number == nextBundle, bundle.previous == lastDigest,
            bundle.firstIndex == tree.size
        else { throw corrupt("bundle \(nextBundle) does not follow the one before") }
        var applied: [Applied] = []
        var position = offset + UInt64(Bundle.headerByteCount)
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

    private static func hasBundle(in bytes: [UInt8], after offset: Int) -> Bool {
        var position = offset + 1
        while position + Bundle.headerByteCount <= bytes.count {
            if bytes[position] == Bundle.magic[0], Bundle.read(from: bytes, at: position) != nil {
                return true
            }
            position += 1
        }
        return false
    }

    private func corrupt(_ what: String) -> OperationError {
        OperationError(
            .corrupt,
            "\(directory.segment(segment)): \(what). Nothing was changed; restore the directory "
                + "from a copy.")
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
