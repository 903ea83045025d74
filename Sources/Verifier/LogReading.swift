import TransparencyLog

/// The entries of an exported log, read once: into the tree and into the state.
struct LogReading {
    private(set) var tree = MerkleTree()
    private(set) var state: AuditedLog
    /// The entries that break rules.
    ///
    /// Each is left out of the state, so later faults may follow from the first.
    private(set) var faults: [(index: UInt64, fault: AuditFault)] = []

    init(key: VerifierKey) { state = AuditedLog(log: key) }

    /// Reads all bundles; returns what is missing or malformed, if anything is.
    mutating func read(size: UInt64, from read: (Tile) -> [UInt8]?) -> String? {
        while tree.size < size {
            let width = Int(min(size - tree.size, UInt64(Tile.fullWidth)))
            let index = tree.size / UInt64(Tile.fullWidth)
            guard let tile = Tile(.entries, index: index, width: width) else {
                return "The log is larger than tiles can name."
            }
            guard let bytes = read(tile) else { return "\(tile) is absent." }
            let entries: [[UInt8]]
            do {
                entries = try Tile.entries(inBundle: bytes, count: tile.width)
            } catch {
                return "\(tile): \(error)"
            }
            for entry in entries {
                let index = tree.append(MerkleHash.leaf(entry))
                do {
                    try state.apply(entry, at: index)
                } catch {
                    faults.append((index, error))
                }
            }
        }
        return nil
    }
}
