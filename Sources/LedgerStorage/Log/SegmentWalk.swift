internal import Machine
package import TransparencyLog
import Wire

/// Walks over the bundles of a log's segments in their order: each has its digest and follows the
/// one before.
///
/// What the entries say is for others to judge.
package struct SegmentWalk: Sendable {
    /// A bundle and where it begins.
    struct Step {
        let bundle: Bundle
        let segment: Int
        let offset: UInt64
    }

    let folder: SegmentFolder
    private let key: VerifierKey
    private let count: Int
    private let aside: AsideFolder?
    private var bytes: [UInt8]?
    private var position = 0
    /// The number of the next bundle.
    private(set) var nextBundle: UInt64 = 0
    /// The index of the next entry.
    package private(set) var nextIndex: UInt64 = 0
    private(set) var lastDigest: Digest
    /// The segment that the next bundle goes to, and how many good bytes it has.
    private(set) var segment = 0
    /// The note of the last bundle; empty before the first.
    package private(set) var note: [UInt8] = []
    /// The beginning of a bundle that was not finished when its writer died, or that is being
    /// written now.
    package private(set) var unfinished: [UInt8] = []

    /// Begins before the first bundle.
    ///
    /// - Parameters:
    ///   - folder: the segments.
    ///   - key: the log's public key, which the chain of bundles begins with.
    /// - Throws: `OperationError` when a segment is missing.
    package init(_ folder: SegmentFolder, key: VerifierKey) throws {
        try self.init(folder, key: key, aside: nil)
    }

    /// Begins; the bytes of a damaged end are kept aside.
    init(_ folder: SegmentFolder, key: VerifierKey, aside: AsideFolder?) throws {
        self.folder = folder
        self.key = key
        self.aside = aside
        count = try folder.count()
        lastDigest = Bundle.root(of: key)
    }

    var segmentByteCount: UInt64 { UInt64(position) }

    /// The entries of the next bundle; nil at the end.
    ///
    /// - Throws: `OperationError` with code `corrupt` for what is no whole bundle and no beginning
    ///   of one.
    package mutating func nextEntries() throws -> [[UInt8]]? { try next()?.bundle.entries }

    mutating func next() throws -> Step? {
        guard count > 0 else { return nil }
        while true {
            let bytes =
                try bytes
                ?? PosixFile.contents(
                    of: folder.file(segment), limit: FileLimit.records)
            self.bytes = bytes
            if let (bundle, digest, end) = Bundle.read(from: bytes, at: position) {
                guard bundle.number == nextBundle, bundle.previous == lastDigest,
                    bundle.firstIndex == nextIndex
                else { throw damaged("does not follow the one before") }
                let step = Step(bundle: bundle, segment: segment, offset: UInt64(position))
                nextBundle += 1
                nextIndex += UInt64(bundle.entries.count)
                lastDigest = digest
                note = bundle.note
                position = end
                return step
            }
            guard position == bytes.count else {
                try judge(Array(bytes[position...]))
                return nil
            }
            guard segment + 1 < count else { return nil }
            segment += 1
            position = 0
            self.bytes = nil
        }
    }

    /// Tells a write that was cut off from damage.
    private mutating func judge(_ end: [UInt8]) throws {
        let fault =
            segment + 1 < count
            ? "is damaged: the segment ends in it, and others follow"
            : BundleEnd(
                number: nextBundle, firstIndex: nextIndex, previous: lastDigest, key: key
            ).fault(of: end)
        guard let fault else {
            unfinished = end
            return
        }
        let kept = try aside?.keep(end, of: segment, from: segmentByteCount)
        throw damaged(
            fault
                + (kept.map { ". Its bytes, and those behind them, were copied to \($0)" } ?? ""))
    }

    private func damaged(_ what: String) -> OperationError {
        OperationError(
            .corrupt,
            "\(folder.file(segment)): bundle \(nextBundle), which begins at byte \(position) with "
                + "entry \(nextIndex), \(what). Its entries may have been acknowledged, so nothing "
                + "was cut off; restore the directory from a copy.")
    }
}

/// What may stand at the end of the last segment: the beginning of the next bundle.
///
/// A write that was cut off leaves the first bytes of what was being written, and nothing else. So
/// whatever of them follows from the log before them has to be right, and the lengths have to
/// agree with each other. A bundle that is there in full and does not have its digest was written,
/// perhaps synchronised and acknowledged, and then changed: it must never be taken for one that was
/// cut off.
struct BundleEnd {
    let number: UInt64
    let firstIndex: UInt64
    let previous: Digest
    let key: VerifierKey

    /// What shows that bytes are no beginning of the bundle; nil when they may be one.
    ///
    /// - Returns: the end of a sentence about the bundle.
    func fault(of bytes: [UInt8]) -> String? {
        guard bytes.starts(with: start.prefix(bytes.count)) else {
            return "is damaged: its first bytes are not those that the bundle before leads to"
        }
        guard bytes.count >= Self.previousStart else { return nil }
        let count = Self.u32(bytes, start.count)
        let chain = bytes[Self.previousStart...].prefix(Digest.byteCount)
        guard count > 0, chain.elementsEqual(previous.bytes.prefix(chain.count)) else {
            return "is damaged: it does not name the bundle before it"
        }
        guard bytes.count >= Bundle.headerByteCount else { return nil }
        let payloadEnd = Bundle.headerByteCount + Self.u32(bytes, Bundle.headerByteCount - 4)
        guard payloadEnd <= Bundle.headerByteCount + Bundle.payloadLimit else {
            return "is damaged: no bundle is as long as it says"
        }
        var position = Bundle.headerByteCount
        for _ in 0..<count {
            guard position + 4 <= payloadEnd else { return Self.wrongLengths }
            guard position + 4 <= bytes.count else { return nil }
            position += 4 + Self.u32(bytes, position)
            guard position <= payloadEnd else { return Self.wrongLengths }
            guard position <= bytes.count else { return nil }
        }
        guard position == payloadEnd else { return Self.wrongLengths }
        guard payloadEnd + 4 <= bytes.count else { return nil }
        let noteCount = Self.u32(bytes, payloadEnd)
        guard noteCount == noteByteCount(size: firstIndex + UInt64(count)) else {
            return Self.wrongLengths
        }
        guard payloadEnd + 4 + noteCount + Digest.byteCount > bytes.count else {
            return "is there in full and does not have its digest: it is damaged"
        }
        return nil
    }

    private static let wrongLengths =
        "is damaged: its lengths do not agree with each other, as those of a bundle that was cut "
        + "off do"
    /// Behind magic, number, first index and count.
    private static let previousStart = 28

    /// The bytes that the bundle must begin with.
    private var start: [UInt8] {
        var writer = WireWriter()
        writer.put(raw: Bundle.magic)
        writer.put(number)
        writer.put(firstIndex)
        return writer.bytes
    }

    /// How long the signed checkpoint of a size is: every part of it has one length.
    private func noteByteCount(size: UInt64) -> Int? {
        let signature = NoteSignature(key: key, signature: [UInt8](repeating: 0, count: 64))
        guard let checkpoint = Checkpoint(origin: key.name, size: size, root: previous),
            let note = try? SignedNote(text: checkpoint.noteText, signatures: [signature])
        else { return nil }
        return note.bytes.count
    }

    private static func u32(_ bytes: [UInt8], _ offset: Int) -> Int {
        bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    }
}
