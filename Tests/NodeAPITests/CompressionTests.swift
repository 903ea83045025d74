import HTTPTypes
import NodeAPI
import NodeTestKit
import Testing
import Wire

@Suite struct `A response` {
    static let gzip: HTTPFields = [.acceptEncoding: "gzip, deflate, br"]

    @Test func `in text is compressed for those who can read it`() async throws {
        let client = try APIClient()
        let plain = try await client.get("/openapi.json")
        let packed = try await client.get("/openapi.json", Self.gzip)
        #expect(plain.headers[.contentEncoding] == nil)
        #expect(packed.headers[.contentEncoding] == "gzip")
        #expect(packed.headers[.contentLength] == String(packed.bytes.count))
        #expect(packed.bytes.starts(with: [0x1F, 0x8B]))
        #expect(packed.bytes.count * 4 < plain.bytes.count)
        #expect([plain, packed].allSatisfy { $0.headers[.vary] == "Accept-Encoding" })
        #expect(packed.headers[.contentType] == plain.headers[.contentType])
    }

    @Test(arguments: ["identity", "br", "gzip;q=0", "", "gzip;q=0, *;q=0"])
    func `is left as it is for others`(accepted: String) async throws {
        let reply = try await APIClient().get("/openapi.json", [.acceptEncoding: accepted])
        #expect(reply.headers[.contentEncoding] == nil)
        #expect(reply.json != nil)
    }

    @Test(arguments: [
        "gzip;q=0.001", "identity;q=0.5, gzip;q=1.0", "br;q=1, gzip;q=0.2", "br, x, gzip", "*",
        "gzip ; q=0.5", "gzip; q=0.5", "GZIP", "deflate, gzip",
    ])
    func `is compressed for whoever takes gzip at all`(accepted: String) async throws {
        let reply = try await APIClient().get("/openapi.json", [.acceptEncoding: accepted])
        #expect(reply.headers[.contentEncoding] == "gzip")
        #expect(reply.bytes.starts(with: [0x1F, 0x8B]))
    }

    @Test func `to HEAD says what GET would get, and has no body`() async throws {
        let client = try APIClient()
        let get = try await client.get("/openapi.json", Self.gzip)
        let head = try await client.send(.head, "/openapi.json", Self.gzip)
        #expect(head.bytes.isEmpty)
        #expect(head.headers[.contentEncoding] == "gzip")
        #expect(head.headers[.contentLength] == get.headers[.contentLength])
    }

    @Test(arguments: ["/healthz", "/metrics", "/log/key", "/log/tile/entries/000.p/43", "/v1/x"])
    func `that is short, not to be kept, no text or a refusal stays as it is`(path: String)
        async throws
    {
        let client = try APIClient()
        for _ in 0..<20 { _ = try await client.get("/v1/models") }
        let reply = try await client.get(path, Self.gzip)
        #expect(reply.headers[.contentEncoding] == nil)
    }

    @Test func `to a question is never compressed, as a whole or as a stream`() async throws {
        let client = try APIClient()
        for members in ["", #""stream":true,"#] {
            let reply = try await client.ask(
                String(repeating: "long ", count: 1_000), members, Self.gzip)
            #expect(reply.status == 200 && reply.bytes.count > 1_024)
            #expect(reply.headers[.contentEncoding] == nil)
        }
    }

    @Test func `reaches a client of others whole, after a malformed request`() async throws {
        let plain = try await APIClient().get("/openapi.json").bytes
        let read = try await ServedNode(node: try SampleNode()).run { port in
            try await ServedNode.python(Self.client, "\(port)")
        }
        let lines = read.split(separator: UInt8(ascii: "\n"), maxSplits: 1)
        #expect(lines.count == 2)
        let said = lines.first.map { String(decoding: $0, as: UTF8.self) }
        let length = said.flatMap { Int($0.split(separator: " ").last ?? "") } ?? 0
        #expect(said?.hasPrefix("400 200 gzip Accept-Encoding ") == true, "\(said ?? "")")
        #expect(length > 0 && length * 4 < plain.count)
        #expect(lines.last.map(Array.init) == plain)
    }

    /// Says something that is no HTTP, then asks twice on one connection, once compressed.
    private static let client = """
        import gzip, http.client, socket, sys
        port = int(sys.argv[1])
        with socket.create_connection(("127.0.0.1", port)) as noise:
            noise.sendall(b"NO HTTP AT ALL\\r\\n\\r\\n")
            refused = noise.recv(4096).split()[1].decode()
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/openapi.json", headers={"Accept-Encoding": "identity"})
        plain = connection.getresponse().read()
        connection.request("GET", "/openapi.json", headers={"Accept-Encoding": "gzip"})
        reply = connection.getresponse()
        packed = reply.read()
        assert gzip.decompress(packed) == plain
        print(refused, reply.status, reply.headers["Content-Encoding"], reply.headers["Vary"],
              len(packed), flush=True)
        sys.stdout.buffer.write(plain)
        """
}
