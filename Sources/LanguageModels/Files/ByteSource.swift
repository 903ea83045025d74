/// The bytes of a model file: on the disk, read only where they are asked for, or in memory.
enum ByteSource: Sendable {
    case file(RegularFile)
    case memory([UInt8])

    /// How many bytes there are.
    var size: Int {
        switch self {
        case .file(let file): file.size
        case .memory(let bytes): bytes.count
        }
    }

    /// The bytes of a range that lies within the file.
    func bytes(in range: Range<Int>) throws(FileError) -> [UInt8] {
        switch self {
        case .file(let file): try file.bytes(in: range)
        case .memory(let bytes): Array(bytes[range])
        }
    }

    /// Fills the buffer with the bytes from an offset on, which are there.
    func read(
        into buffer: UnsafeMutableRawBufferPointer, at offset: Int
    ) throws(FileError) {
        switch self {
        case .file(let file): unsafe try file.read(into: buffer, at: offset)
        case .memory(let bytes):
            unsafe buffer.copyBytes(from: bytes[offset..<offset + buffer.count])
        }
    }
}
