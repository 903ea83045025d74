/// Where an entry's bytes lie in the segments.
struct EntryLocation: Equatable, Sendable {
    let segment: UInt32
    let length: UInt32
    let offset: UInt64

    func read(in directory: DataDirectory) throws -> [UInt8] {
        let path = directory.segment(Int(segment))
        let bytes = try PosixFile(path, for: .reading).read(Int(length), at: offset)
        guard bytes.count == Int(length) else {
            throw StorageError(.corrupt, "\(path) has become shorter: restore it from a copy.")
        }
        return bytes
    }
}
