import HTTPTypes
import Ledger
import LedgerTestKit
import NodeAPI
import NodeTestKit
import Synchronization
import Testing
import TransparencyLog
import Wire

@Suite struct `The log` {
    @Test func `shows its entries, newest first`() async throws {
        let client = try APIClient()
        let all = try await client.get("/api/entries")
        let entries = try #require(all.json?["entries"]?.arrayValue)
        #expect(entries.first?["index"] == .string("42"))
        #expect(entries.first?["kind"] == .string("deposit"))
        #expect(entries.count == 43)
        #expect(all.json?["next"] == .null)
        let older = try await client.get("/api/entries?before=2").json?["entries"]?.arrayValue
        #expect(older?.map { $0["index"] } == [.string("1"), .string("0")])
    }

    @Test func `says where the next page begins`() async throws {
        let client = try APIClient()
        for _ in 0..<40 { #expect(try await client.ask("a").status == 200) }
        let first = try await client.get("/api/entries")
        #expect(first.json?["entries"]?.arrayValue?.count == 50)
        #expect(first.json?["next"] == .string("33"))
        let second = try await client.get("/api/entries?before=33")
        #expect(second.json?["entries"]?.arrayValue?.count == 33)
        #expect(second.json?["next"] == .null)
    }

    @Test func `has a head, a checkpoint and a key that agree`() async throws {
        let client = try APIClient()
        let head = try await client.get("/api/log")
        #expect(head.json?["size"] == .integer(43))
        #expect(head.json?["demonstration"] == .bool(true))
        let key = try await client.get("/log/key")
        #expect(key.type == "text/plain; charset=utf-8")
        #expect(key.text.hasSuffix("\n"))
        #expect(head.json?["key"] == .string(String(key.text.dropLast())))
        let verifier = try #require(VerifierKey(String(key.text.dropLast())))
        let note = try await client.get("/log/checkpoint")
        #expect(note.headers[.cacheControl] == "no-cache")
        #expect(head.json?["checkpoint"] == .string(note.text))
        try SignedNote(parsing: note.bytes).verify(by: verifier)
    }

    @Test func `hands out its tiles`() async throws {
        let client = try APIClient()
        let partial = try await client.get("/log/tile/0/000.p/43")
        #expect(partial.status == 200)
        #expect(partial.type == "application/octet-stream")
        #expect(partial.bytes.count == 43 * 32)
        #expect(partial.headers[.cacheControl] == "public, max-age=60")
        let entries = try await client.get("/log/tile/entries/000.p/43")
        #expect(try Tile.entries(inBundle: entries.bytes, count: 43).count == 43)
        #expect(try await client.get("/log/tile/0/000").status == 404)
        for _ in 0..<213 {
            _ = try client.node.state.withLock { state in
                try state.log.deposit(
                    SampleLog.fee, to: SampleLog.account("payer"),
                    source: String(state.log.state.size))
            }
        }
        let full = try await client.get("/log/tile/0/000")
        #expect(full.bytes.count == 256 * 32)
        #expect(full.headers[.cacheControl]?.contains("immutable") == true)
        #expect(try await client.get("/log/tile/1/000.p/1").bytes.count == 32)
    }

    @Test(arguments: [
        "0/000/../../../key", "..", "../checkpoint", "..%2f..%2fetc%2fpasswd", "0/1", "0/0000",
        "0/000.p/0", "0/000.p/256", "0/000.p/043", "64/000", "-1/000", "entries/", "data/000",
        "0/x000/000", "0/000.p/43/", "%00", "0%2F000.p%2F43%00", "0//000", "0/000?x",
    ])
    func `hands out nothing else`(path: String) async throws {
        let reply = try await APIClient().get("/log/tile/" + path)
        #expect(reply.status == 404)
    }
}
