import HTTPTypes
import Hummingbird
import NodeAPI
import NodeTestKit
import Testing
import Wire

@Suite struct `A path` {
    @Test(arguments: [
        "/v1/files", "/v1/", "/v1", "/v1/models/a/b", "/v1/completions", "/v1/models/",
        "/v1//models", "/v1/models/%ff", "/v1/models/%", "//v1/models", "///v1/models?x=1", "//v1",
    ])
    func `that is unknown is refused in OpenAI's form`(path: String) async throws {
        let reply = try await APIClient(site: SmallSite()).get(path)
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

    @Test func `of a site stands in the same table`() async throws {
        let client = try APIClient(site: SmallSite())
        let page = try await client.get("/log/of/7.html")
        #expect(page.text == "7" && page.type == "text/html; charset=utf-8")
        #expect(page.headers[.requestID] != nil && page.headers[.xContentTypeOptions] == "nosniff")
        #expect(try await client.get("/log/key").type == "text/plain; charset=utf-8")
        #expect(try await client.get("/log/key").headers[.xContentTypeOptions] == nil)
    }

    @Test(arguments: [
        ("/nothing", 404, "text/html; charset=utf-8"), ("/log/of/.html", 404, "text/html"),
        ("/broken", 502, "text/html"), ("/log/of/7.html?a=%ff", 400, "text/html"),
        ("/v1/nothing", 404, "application/json"),
        ("/api/nothing", 404, "application/problem+json"),
        ("/log/tile/x", 404, "application/problem+json"),
        ("//api/log", 404, "application/problem+json"), ("//nothing", 404, "text/html"),
    ])
    func `is refused in the form that it speaks`(path: String, status: Int, type: String)
        async throws
    {
        let reply = try await APIClient(site: SmallSite()).get(path)
        #expect(reply.status == status && reply.type.hasPrefix(type), "\(reply.text)")
    }

    @Test func `of a site keeps the node's limits and its admission`() async throws {
        var limits = RequestLimits()
        limits.concurrentRequests = 0
        let crowded = try APIClient(limits: limits, site: SmallSite())
        let refused = try await crowded.get("/log/of/7.html")
        #expect(refused.status == 503 && refused.headers[.retryAfter] == "1")
        #expect(refused.type == "text/html; charset=utf-8")
        #expect(try await crowded.get("/uncounted").status == 200)
        let other = try await crowded.send(.put, "/log/of/7.html")
        #expect(other.status == 405 && other.headers[.allow] == "GET, HEAD")
        #expect(other.type == "text/html; charset=utf-8")
    }
}

/// A site of a few pages.
private struct SmallSite: Site {
    var routes: [Route] {
        [
            .page("/log/of/{name}.html") { .html($0.capture("name")) },
            .page("/uncounted", isCounted: false) { _ in .html("here") },
            .page("/broken") { _ in throw HTTPError(.badGateway) },
        ]
    }

    func page(for problem: HTTPProblem) async -> Response {
        .html(problem.message, status: problem.status, headers: problem.headers)
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
