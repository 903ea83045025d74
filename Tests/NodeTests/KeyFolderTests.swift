import Foundation
import Identity
import LedgerStorage
import MachineTestKit
import Node
import Synchronization
import Testing
import Wire

@Suite struct `The folder of keys` {
    private let folder: TemporaryFolder
    private let listings = Listings()

    /// How often the folder was listed.
    private final class Listings: Sendable {
        let count = Mutex(0)
    }

    init() throws { folder = try TemporaryFolder() }

    private func write(_ label: String) throws -> (key: AccountKey, digest: Digest) {
        let key = AccountKey.derived(seed: 1, label: label)
        try KeyFile(key: key, apiKey: "ol-\(label)").write(named: label, in: folder.path)
        return (key, Self.digest(label))
    }

    private static func digest(_ label: String) -> Digest { .sha256(Array("ol-\(label)".utf8)) }

    private func open() throws -> KeyFolder {
        try KeyFolder(folder.path("keys")) { [listings] path in
            listings.count.withLock { $0 += 1 }
            return (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        }
    }

    /// Long enough for a later change to show another moment.
    private func settle() async throws { try await Task.sleep(for: .milliseconds(150)) }

    @Test func `is not listed for keys that are nobody's`() async throws {
        for number in 0..<20 { _ = try write("account-\(number)") }
        try await settle()
        let keys = try open()
        let before = listings.count.withLock { $0 }
        for number in 0..<1_000 {
            #expect(keys.key(apiKeyDigest: Self.digest("guess-\(number)")) == nil)
        }
        #expect(listings.count.withLock { $0 } == before)
        #expect(keys.key(apiKeyDigest: Self.digest("account-7")) != nil)
    }

    @Test func `shows keys that were added, and forgets those that were removed`() async throws {
        let (first, firstDigest) = try write("first")
        let keys = try open()
        #expect(keys.key(apiKeyDigest: firstDigest)?.address == first.address)
        // At once, and again when the folder has been at rest.
        for label in ["second", "third"] {
            let (key, digest) = try write(label)
            #expect(keys.key(apiKeyDigest: digest)?.address == key.address)
            #expect(keys.key(of: key.address)?.address == key.address)
            try await settle()
            #expect(keys.key(apiKeyDigest: Self.digest("nobody")) == nil)
        }
        try FileManager.default.removeItem(atPath: folder.path("keys/first.json"))
        #expect(keys.key(apiKeyDigest: Self.digest("nobody")) == nil)
        #expect(keys.key(apiKeyDigest: firstDigest) == nil)
        #expect(keys.account(inFile: "first.json") == nil)
        #expect(keys.account(inFile: "third.json") != nil)
    }

    @Test func `may hold damaged files that come later`() async throws {
        let keys = try {
            _ = try write("first"); return try open()
        }()
        try Data("{}".utf8).write(to: URL(fileURLWithPath: folder.path("keys/damaged.json")))
        let (key, digest) = try write("second")
        #expect(keys.key(apiKeyDigest: digest)?.address == key.address)
    }
}
