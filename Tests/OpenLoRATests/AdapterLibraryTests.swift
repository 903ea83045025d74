import Foundation
import LanguageModels
import ModelTestKit
import OpenLoRA
import Testing
import Wire

@Suite struct `A library of adapters` {
    private let parent = FileManager.default.temporaryDirectory
        .appending(path: "library-\(UUID().uuidString)")

    private func withLibrary(
        limit: Int, count: Int, _ body: (AdapterLibrary, TinyDecoder) async throws -> Void
    ) async throws {
        defer { try? FileManager.default.removeItem(at: parent) }
        let tiny = try TinyDecoder(below: parent)
        let library = AdapterLibrary(
            configuration: tiny.decoder.configuration, byteLimit: limit)
        for index in 0..<count {
            let path = try tiny.writeAdapter("a\(index)", rank: 4, seed: UInt64(index))
            try await library.register(ByteName("a\(index)"), folder: path)
        }
        try await body(library, tiny)
    }

    /// What one adapter of the tests takes.
    private func bytesOfOne() async throws -> Int {
        var bytes = 0
        try await withLibrary(limit: 1 << 30, count: 1) { library, _ in
            bytes = try await library.lease("a0").adapter.byteCount
        }
        return bytes
    }

    @Test func `keeps those that were used lately, under its limit`() async throws {
        let one = try await bytesOfOne()
        try await withLibrary(limit: 3 * one, count: 5) { library, _ in
            for index in [0, 1, 2, 0, 3] { _ = try await library.lease(ByteName("a\(index)")) }
            #expect(await library.residentCount == 3)
            #expect(await library.residentBytes == 3 * one)
            // 1 went for 3, since 0 had been used again.
            #expect(await library.loadCount == 4)
            for index in [0, 2, 3] { _ = try await library.lease(ByteName("a\(index)")) }
            #expect(await library.loadCount == 4)
            _ = try await library.lease("a1")
            #expect(await library.loadCount == 5)
        }
    }

    @Test func `lets go of none that is in use or pinned`() async throws {
        let one = try await bytesOfOne()
        try await withLibrary(limit: 2 * one, count: 4) { library, tiny in
            try await library.register(
                "pinned", folder: tiny.folder.appending(path: "a3").path, isPinned: true)
            _ = try await library.lease("pinned")
            let held = try await library.lease("a0")
            await #expect(throws: AdapterRefusal.full) { _ = try await library.lease("a1") }
            #expect(held.adapter.byteCount == one)
            withExtendedLifetime(held) {}
        }
    }

    @Test func `reads one once, however many ask for it at once`() async throws {
        try await withLibrary(limit: 1 << 30, count: 2) { library, _ in
            let versions = try await withThrowingTaskGroup(of: Digest.self) { group in
                for index in 0..<50 {
                    group.addTask {
                        try await library.lease(ByteName("a\(index % 2)")).version
                    }
                }
                var versions: Set<Digest> = []
                for try await version in group { versions.insert(version) }
                return versions
            }
            #expect(versions.count == 2)
            #expect(await library.loadCount == 2)
        }
    }

    @Test func `gives another version once one is replaced`() async throws {
        try await withLibrary(limit: 1 << 30, count: 2) { library, tiny in
            let old = try await library.lease("a0")
            let other = tiny.folder.appending(path: "a1").path
            await #expect(throws: AdapterRefusal.taken("a0")) {
                try await library.register("a0", folder: other)
            }
            try await library.register("a0", folder: other, replaces: true)
            let new = try await library.lease("a0")
            #expect(new.version != old.version)
            #expect(new.version == (try await library.lease("a1").version))
            try await library.unregister("a0")
            await #expect(throws: AdapterRefusal.unknown("a0")) {
                _ = try await library.lease("a0")
            }
            await #expect(throws: AdapterRefusal.unknown("a0")) {
                try await library.unregister("a0")
            }
            #expect(await library.names == ["a1"])
        }
    }

    @Test func `refuses files of another model, and reads them when they are mended`()
        async throws
    {
        try await withLibrary(limit: 1 << 30, count: 1) { library, tiny in
            let file = tiny.folder.appending(path: "a0/adapter_model.safetensors")
            let whole = try Data(contentsOf: file)
            try whole.prefix(whole.count - 1).write(to: file)
            let refused = await #expect(throws: AdapterRefusal.self) {
                _ = try await library.lease("a0")
            }
            guard case .files = refused else {
                Issue.record("\(String(describing: refused))")
                return
            }
            try whole.write(to: file)
            _ = try await library.lease("a0")
            let small = AdapterLibrary(
                configuration: tiny.decoder.configuration, byteLimit: 100)
            try await small.register("a0", folder: tiny.folder.appending(path: "a0").path)
            let tooLarge = await #expect(throws: AdapterRefusal.self) {
                _ = try await small.lease("a0")
            }
            #expect(tooLarge?.description.contains("100") == true)
        }
    }
}
