public import LanguageModels
internal import Machine
public import Wire

/// Thousands of adapters of one decoder on the disk, of which those in use and those used lately
/// are in memory, under a limit.
///
/// Names are strangers' bytes. An adapter is loaded at its first use, on a thread of the library's
/// own, so that no answer waits for another's adapter; who asks for one that is being loaded waits
/// for that. One that is replaced gets a new version: answers under way end with the old one.
public actor AdapterLibrary {
    private struct Entry {
        var folder: String
        var isPinned: Bool
        /// What the name stands for: another one once it is replaced.
        var revision: UInt64
    }

    private struct Resident {
        let adapter: ResidentAdapter
        var lastUse: UInt64
    }

    private let configuration: DecoderConfiguration
    private let byteLimit: Int
    private let thread = DedicatedThread(name: "adapters")
    private var entries: [ByteName: Entry] = [:]
    private var residents: [ByteName: Resident] = [:]
    private var loading: [ByteName: Task<AdapterLease, any Error>] = [:]
    private var clock: UInt64 = 0
    private var revisions: UInt64 = 0
    private var loads: UInt64 = 0

    /// A library of adapters of a decoder.
    ///
    /// - Parameters:
    ///   - configuration: the decoder's.
    ///   - byteLimit: bytes of adapters in memory.
    public init(configuration: DecoderConfiguration, byteLimit: Int) {
        self.configuration = configuration
        self.byteLimit = byteLimit
    }

    /// The names, sorted by their bytes.
    public var names: [ByteName] { entries.keys.sorted() }
    /// Bytes of the adapters in memory.
    public var residentBytes: Int {
        residents.values.reduce(0) { $0 + $1.adapter.adapter.byteCount }
    }
    /// Adapters in memory.
    public var residentCount: Int { residents.count }
    /// Adapters that were read from the disk so far.
    public var loadCount: UInt64 { loads }

    /// Gives a folder's adapter a name; it is read when it is first used.
    ///
    /// - Parameters:
    ///   - name: the name.
    ///   - folder: a PEFT folder.
    ///   - replaces: whether it may take the place of one of that name.
    ///   - isPinned: whether it stays in memory once it is there.
    /// - Throws: ``AdapterRefusal/taken(_:)``.
    public func register(
        _ name: ByteName, folder: String, replaces: Bool = false, isPinned: Bool = false
    ) throws(AdapterRefusal) {
        guard replaces || entries[name] == nil else { throw .taken(name) }
        revisions += 1
        entries[name] = Entry(folder: folder, isPinned: isPinned, revision: revisions)
        residents[name] = nil
        loading[name] = nil
    }

    /// Takes a name away; answers under way end with what they began with.
    ///
    /// - Throws: ``AdapterRefusal/unknown(_:)``.
    public func unregister(_ name: ByteName) throws(AdapterRefusal) {
        guard entries.removeValue(forKey: name) != nil else { throw .unknown(name) }
        residents[name] = nil
        loading[name] = nil
    }

    /// The adapter of a name, from memory or from the disk.
    ///
    /// - Throws: ``AdapterRefusal``.
    public func lease(_ name: ByteName) async throws -> AdapterLease {
        guard let entry = entries[name] else { throw AdapterRefusal.unknown(name) }
        clock += 1
        if let resident = residents[name] {
            residents[name]?.lastUse = clock
            return AdapterLease(resident.adapter)
        }
        if let task = loading[name] { return try await task.value }
        let task = Task { try await load(name, entry) }
        loading[name] = task
        return try await task.value
    }

    private func load(_ name: ByteName, _ entry: Entry) async throws -> AdapterLease {
        let configuration = configuration
        defer { if entries[name]?.revision == entry.revision { loading[name] = nil } }
        let (adapter, version) = try await withCheckedThrowingContinuation { continuation in
            thread.perform {
                continuation.resume(
                    with: Result {
                        do {
                            return try DecoderAdapterFolder.readWithDigest(
                                entry.folder, configuration: configuration)
                        } catch let error as ModelFolderError {
                            throw AdapterRefusal.files(error)
                        }
                    })
            }
        }
        loads += 1
        let resident = ResidentAdapter(adapter, version: version, order: loads)
        let lease = AdapterLease(resident)
        // Replaced or unloaded meanwhile: who asked before gets what the name was then.
        guard entries[name]?.revision == entry.revision else { return lease }
        try makeRoom(for: adapter.byteCount)
        residents[name] = Resident(adapter: resident, lastUse: clock)
        return lease
    }

    /// Lets go of what was used least lately and is neither pinned nor in use.
    private func makeRoom(for bytes: Int) throws(AdapterRefusal) {
        guard bytes <= byteLimit else { throw .tooLarge(bytes: bytes, limit: byteLimit) }
        var total = residentBytes + bytes
        let order = residents.sorted { $0.value.lastUse < $1.value.lastUse }.map(\.key)
        for name in order where total > byteLimit {
            guard let resident = residents[name]?.adapter, !resident.isInUse,
                entries[name]?.isPinned != true
            else { continue }
            residents[name] = nil
            total -= resident.adapter.byteCount
        }
        guard total <= byteLimit else { throw .full }
    }
}
