import HTTPTypes
import Hummingbird
import NodeAPI
import Testing
import Wire

@Suite struct `A path` {
    @Test(arguments: [
        "/v1/files", "/v1/", "/v1", "/v1/models/a/b", "/v1/completions", "/v1/models/",
        "/v1//models", "/v1/models/%ff", "/v1/models/%",
    ])
    func `that is unknown is refused in OpenAI's form`(path: String) async throws {
        let reply = try await APIClient().get(path)
        #expect(reply.status == 404)
        #expect(reply.type == "application/json")
        #expect(
            reply.json?["error"]?.members?.map(\.0) == ["message", "type", "param", "code"])
    }

    @Test(arguments: [
        "/api/", "/api/nothing", "/log/", "/log/tile", "/log/tile/", "/log/keys", "/nothing", "/",
        "/healthz/", "/api/log/x",
        "/API/log", "/api/accounts",
    ])
    func `that is unknown is refused as a problem elsewhere`(path: String) async throws {
        let reply = try await APIClient().get(path)
        #expect(reply.status == (path == "/api/accounts" ? 405 : 404))
        #expect(reply.type == "application/problem+json")
        #expect(reply.json?["status"] == .integer(Int64(reply.status)))
        #expect(reply.json?["title"]?.stringValue?.isEmpty == false)
        #expect(reply.json?["detail"]?.stringValue?.isEmpty == false)
    }

    @Test func `names its methods to those who use another`() async throws {
        let client = try APIClient()
        let methods: [HTTPRequest.Method] = [
            .put, .delete, .patch, .options, .trace, .connect, try #require(.init("BREW")),
        ]
        let paths = [
            "/v1/models": "GET, HEAD", "/v1/chat/completions": "POST",
            "/api/models": "GET, HEAD, POST", "/log/checkpoint": "GET, HEAD",
            "/healthz": "GET, HEAD", "/openapi.json": "GET, HEAD",
        ]
        for (path, allow) in paths {
            for method in methods {
                let reply = try await client.send(method, path)
                #expect(reply.status == 405)
                #expect(reply.headers[.allow] == allow)
            }
        }
        #expect(try await client.send(.head, "/v1/chat/completions").status == 405)
    }

    @Test(arguments: [
        "/v1/models", "/api/log", "/log/checkpoint", "/healthz", "/openapi.json", "/api/nothing",
        "/v1/nothing", "/v1/models/nothing",
    ])
    func `answers HEAD as GET without a body`(path: String) async throws {
        let client = try APIClient()
        let (get, head) = (try await client.get(path), try await client.send(.head, path))
        #expect(head.status == get.status)
        #expect(head.bytes == [])
        #expect(head.headers[.contentType] == get.headers[.contentType])
        #expect(head.headers[.contentLength] == String(get.bytes.count))
    }

    @Test func `may be followed by a query that nobody knows`() async throws {
        #expect(try await APIClient().get("/v1/models?limit=2&x").status == 200)
    }

    @Test(arguments: ["?before=1&before=2", "?before=%zz", "?before=%ff", "?before=%F"])
    func `with a query that is malformed is refused`(query: String) async throws {
        #expect(try await APIClient().get("/api/entries" + query).status == 400)
    }

    @Test func `of others is theirs`() async throws {
        let client = try APIClient { router in
            router.get("/v1") { _, _ in "not the site's" }
            router.get("/log") { _, _ in "the site's own page" }
            router.get("/log/search") { _, _ in "the site's search" }
            router.get("/broken") { _, _ -> String in throw HTTPError(.badGateway) }
        }
        let page = try await client.get("/log")
        #expect(page.text == "the site's own page")
        #expect(page.headers[.requestID] != nil)
        #expect(try await client.get("/v1").status == 404)
        #expect(try await client.get("/log/search?q=1").text == "the site's search")
        let broken = try await client.get("/broken")
        #expect(broken.status == 502)
        #expect(broken.type == "application/problem+json")
    }
}

@Suite struct `A request's id` {
    @Test func `is on every response and each time another`() async throws {
        let client = try APIClient()
        var seen: Set<String> = []
        for path in ["/healthz", "/v1/nothing", "/api/nothing", "/nothing", "/log/key"] {
            let id = try #require(try await client.get(path).headers[.requestID])
            #expect(seen.insert(id).inserted)
        }
    }

    @Test(arguments: ["a", "7f-3_b.c", String(repeating: "x", count: 64)])
    func `may be the client's`(id: String) async throws {
        let reply = try await APIClient().get("/healthz", [.requestID: id])
        #expect(reply.headers[.requestID] == id)
    }

    @Test(arguments: ["", "a b", "é", "<x>", "a\"b", String(repeating: "x", count: 65)])
    func `is its own when the client's is not safe`(id: String) async throws {
        let reply = try await APIClient().get("/healthz", [.requestID: id])
        #expect(reply.headers[.requestID] != id)
        #expect(reply.headers[.requestID]?.isEmpty == false)
    }
}
