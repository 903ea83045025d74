/// What a file that was refused is instead, told by how it begins.
///
/// These are the files that people hand over by mistake; asked only after a file was refused, so
/// that no sound file is called by another's name.
public enum MistakenFile: String, Equatable, Sendable, CaseIterable {
    /// What git keeps in a large file's place
    /// (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md).
    case gitLFSPointer
    /// Text in units of 16 bits, with or without a byte-order mark.
    case utf16
    /// Text in units of 32 bits, with or without a byte-order mark.
    case utf32
    /// Compressed by gzip (RFC 1952).
    case gzip
    /// Compressed by Zstandard (RFC 8878).
    case zstandard
    /// A zip archive; spreadsheets and PyTorch's checkpoints are some.
    case zip
    /// A table of Apache Parquet.
    case parquet
    /// A page for a browser, such as a download link gives to who is not signed in.
    case html

    /// So many bytes from a file's beginning are enough.
    public static let beginningByteCount = 512

    /// Takes the beginning of a file; nil when it is none of these.
    public init?(beginning bytes: some Collection<UInt8>) {
        let bytes = Array(bytes.prefix(Self.beginningByteCount))
        let signatures: [(MistakenFile, [UInt8])] = [
            (.gitLFSPointer, Array("version https://git-lfs.github.com/spec/v".utf8)),
            (.utf32, [0xFF, 0xFE, 0, 0]), (.utf32, [0, 0, 0xFE, 0xFF]),
            (.utf16, [0xFF, 0xFE]), (.utf16, [0xFE, 0xFF]), (.gzip, [0x1F, 0x8B, 0x08]),
            (.zstandard, [0x28, 0xB5, 0x2F, 0xFD]), (.zip, [0x50, 0x4B, 0x03, 0x04]),
            (.parquet, Array("PAR1".utf8)),
        ]
        if let (kind, _) = signatures.first(where: { bytes.starts(with: $0.1) }) {
            self = kind
        } else if let kind = Self.wideText(bytes) ?? Self.page(bytes) {
            self = kind
        } else {
            return nil
        }
    }

    /// Text without a byte-order mark: the unused bytes of its ASCII characters are zero, always
    /// on the same side.
    private static func wideText(_ bytes: [UInt8]) -> MistakenFile? {
        guard bytes.count >= 8 else { return nil }
        func zeros(_ residue: Int, of width: Int) -> Int {
            stride(from: residue, to: bytes.count, by: width).count { bytes[$0] == 0 }
        }
        // No scalar has a first byte, and few have a second; a text has no scalar zero.
        let (quarter, places) = (bytes.count / 4, (0..<4).map { zeros($0, of: 4) })
        let isLittle = places[3] == quarter && 2 * places[2] > quarter && places[0] == 0
        let isBig = places[0] >= quarter && 2 * places[1] > quarter && places[3] == 0
        if isLittle || isBig { return .utf32 }
        let (even, odd) = (zeros(0, of: 2), zeros(1, of: 2))
        return min(even, odd) == 0 && max(even, odd) >= quarter ? .utf16 : nil
    }

    private static func page(_ bytes: [UInt8]) -> MistakenFile? {
        let text = bytes.drop { $0 <= 0x20 || [0xEF, 0xBB, 0xBF].contains($0) }.prefix(16)
            .map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 + 32 : $0 }
        return ["<!doctype html", "<html"].contains { text.starts(with: $0.utf8) } ? .html : nil
    }
}

extension MistakenFile: CustomStringConvertible {
    /// What it is and what to do, to stand behind the file's name.
    public var description: String {
        switch self {
        case .gitLFSPointer:
            "is a git-lfs pointer, not the file itself: fetch it with 'git lfs pull'"
        case .utf16: "is text in UTF-16: save it as UTF-8, or 'iconv -f UTF-16 -t UTF-8' it"
        case .utf32: "is text in UTF-32: save it as UTF-8, or 'iconv -f UTF-32 -t UTF-8' it"
        case .gzip: "is compressed with gzip: unpack it with 'gunzip'"
        case .zstandard: "is compressed with Zstandard: unpack it with 'unzstd'"
        case .zip:
            "is a zip archive, as spreadsheets and PyTorch's checkpoints are: unpack it, or export "
                + "what is in it"
        case .parquet: "is a Parquet table: export its rows as JSON lines"
        case .html: "is a page for a browser: download the file itself, signed in where need be"
        }
    }
}
