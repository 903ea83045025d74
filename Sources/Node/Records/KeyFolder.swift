internal import FoundationEssentials
package import Identity
internal import LedgerStorage
internal import Machine
internal import Synchronization
package import Wire

/// The keys that lie in a folder, found by API key and by account.
///
/// Files that are added later are found when their keys are first used. A key that is nobody's
/// costs one question to the file system, however many there are: the folder is listed only when
/// it has changed since, and only new files are read.
package final class KeyFolder: Sendable {
    private struct Keys {
        var byAPIKey: [Digest: AccountKey] = [:]
        var byAccount: [AccountAddress: AccountKey] = [:]
        /// The files that were read, with the accounts whose keys they hold.
        var files: [String: AccountAddress] = [:]
        /// When the folder had last changed as it was listed, and when that was.
        var changed: Date?
        var looked = Date(timeIntervalSince1970: 0)
    }

    /// Lists a folder; tests count how often.
    package typealias Listing = @Sendable (_ folder: String) -> [String]

    /// How long after a change a folder may change again and show the same moment.
    private static let graininess: TimeInterval = 0.1

    private let path: String
    private let list: Listing
    private let keys: Mutex<Keys>

    /// Reads the keys of a folder.
    ///
    /// - Parameters:
    ///   - path: the folder.
    ///   - list: lists it.
    /// - Throws: `OperationError` for a damaged key file.
    package init(
        _ path: String,
        list: @escaping Listing = {
            (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? []
        }
    ) throws {
        self.path = path
        self.list = list
        var keys = Keys()
        try Self.read(path, list, into: &keys) { throw $0 }
        self.keys = Mutex(keys)
    }

    /// The key behind an API key, given by its SHA-256; nil for one that is not here.
    package func key(apiKeyDigest digest: Digest) -> AccountKey? {
        keys.withLock { keys in
            if let known = keys.byAPIKey[digest] { return known }
            guard isStale(keys) else { return nil }
            // A damaged file is told of at the start; here the others count.
            Self.read(path, list, into: &keys) { _ in }
            return keys.byAPIKey[digest]
        }
    }

    /// The key that signs for an account.
    package func key(of account: AccountAddress) -> AccountKey? {
        keys.withLock { $0.byAccount[account] }
    }

    /// The key that signs for an account, also one whose file came after the last look.
    package func currentKey(of account: AccountAddress) -> AccountKey? {
        keys.withLock { keys in
            if let known = keys.byAccount[account] { return known }
            guard isStale(keys) else { return nil }
            Self.read(path, list, into: &keys) { _ in }
            return keys.byAccount[account]
        }
    }

    /// The account of the file of a name.
    package func account(inFile name: String) -> AccountAddress? {
        keys.withLock { $0.files[name] }
    }

    /// Takes up a file that was just written under its account's name.
    package func add(_ key: AccountKey, apiKeyDigest digest: Digest) {
        keys.withLock {
            $0.byAPIKey[digest] = key
            $0.byAccount[key.address] = key
            $0.files["\(key.address).json"] = key.address
        }
    }

    /// Whether the folder changed since it was listed, or may have without showing it.
    private func isStale(_ keys: Keys) -> Bool {
        guard let changed = Self.change(of: path) else { return false }
        return changed != keys.changed
            || keys.looked.timeIntervalSince(changed) < Self.graininess
    }

    private static func change(of folder: String) -> Date? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: folder)
        return attributes?[.modificationDate] as? Date
    }

    private static func read(
        _ folder: String, _ list: Listing, into keys: inout Keys,
        damage: (OperationError) throws -> Void
    ) rethrows {
        // Asked before listing: a change meanwhile shows the next time.
        let changed = change(of: folder)
        let names = list(folder).filter { $0.hasSuffix(".json") }
        // A key whose file was removed counts no more.
        if !Set(keys.files.keys).isSubset(of: names) { keys = Keys() }
        for name in names.sorted() where keys.files[name] == nil {
            let file: KeyFile
            do throws(OperationError) { file = try KeyFile.read("\(folder)/\(name)") } catch {
                try damage(error)
                continue
            }
            keys.byAccount[file.key.address] = file.key
            keys.files[name] = file.key.address
            if let apiKey = file.apiKey { keys.byAPIKey[.sha256(Array(apiKey.utf8))] = file.key }
        }
        keys.changed = changed
        keys.looked = Date()
    }
}
