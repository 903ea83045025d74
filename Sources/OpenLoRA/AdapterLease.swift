public import LanguageModels
internal import Synchronization
public import Wire

/// An adapter that is in memory and stays there as long as somebody holds this.
public final class AdapterLease: Sendable {
    private let resident: ResidentAdapter

    init(_ resident: ResidentAdapter) {
        self.resident = resident
        resident.uses.add(1, ordering: .relaxed)
    }

    deinit {
        resident.uses.subtract(1, ordering: .relaxed)
    }

    /// The adapter.
    public var adapter: DecoderAdapter { resident.adapter }
    /// SHA-256 over its two files: what a receipt names.
    public var version: Digest { resident.version }
    /// Adapters in the order of their loading.
    var order: UInt64 { resident.order }
}

/// An adapter in memory, and how many hold it.
final class ResidentAdapter: Sendable {
    let adapter: DecoderAdapter
    let version: Digest
    let order: UInt64
    let uses = Atomic<Int>(0)

    init(_ adapter: DecoderAdapter, version: Digest, order: UInt64) {
        self.adapter = adapter
        self.version = version
        self.order = order
    }

    var isInUse: Bool { uses.load(ordering: .relaxed) > 0 }
}
