public import Wire

/// A log's statement of its size and root (c2sp.org/tlog-checkpoint).
///
/// Extension lines are refused: C2SP advises against them, monitors cannot audit them, and a
/// receipt must not carry text that nothing checks.
public struct Checkpoint: Hashable, Sendable {
    /// Which log speaks; also the name of its key.
    public let origin: String
    /// The number of entries.
    public let size: UInt64
    /// The Merkle root over them.
    public let root: Digest

    /// Makes a checkpoint; nil when the origin is not 1…255 visible ASCII characters without `+`.
    public init?(origin: String, size: UInt64, root: Digest) {
        guard LogName.isAllowed(origin) else { return nil }
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Reads the text of a note.
    ///
    /// - Throws: ``CheckpointError``.
    public init(noteText: [UInt8]) throws(CheckpointError) {
        guard noteText.last == 0x0A else { throw .wrongLineCount }
        let lines = noteText.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count >= 3 else { throw .wrongLineCount }
        guard lines.count == 3 else { throw .extensionLines }
        let origin = String(decoding: lines[0], as: UTF8.self)
        guard LogName.isAllowed(origin) else { throw .origin }
        guard let size = DecimalText.parse(lines[1]) else { throw .size }
        guard let bytes = Base64.decode(String(decoding: lines[2], as: UTF8.self)),
            let root = Digest(bytes)
        else { throw .root }
        self.origin = origin
        self.size = size
        self.root = root
        guard self.noteText == noteText else { throw .origin }
    }

    /// The three lines that are signed.
    public var noteText: [UInt8] {
        Array("\(origin)\n\(size)\n\(Base64.encode(root.bytes))\n".utf8)
    }
}

/// Why a note's text is no checkpoint.
public enum CheckpointError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There are fewer than three lines, or the last does not end.
    case wrongLineCount
    /// There are lines after the root.
    case extensionLines
    /// The origin is not 1…255 visible ASCII characters without `+`.
    case origin
    /// The size is no decimal number without leading zeroes below 2^64.
    case size
    /// The root is not 32 bytes in base64.
    case root

    /// One sentence.
    public var description: String {
        switch self {
        case .wrongLineCount: "The checkpoint does not have its three lines."
        case .extensionLines: "The checkpoint has extension lines, which nothing can check."
        case .origin: "The checkpoint's origin is not 1 to 255 visible ASCII characters without +."
        case .size: "The checkpoint's size is not a decimal number without leading zeroes."
        case .root: "The checkpoint's root is not 32 bytes in strict base64."
        }
    }
}
