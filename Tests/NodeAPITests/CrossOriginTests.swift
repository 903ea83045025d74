import HTTPTypes
import Hummingbird
import NodeAPI
import NodeTestKit
import Testing

@Suite struct `Pages of other sites` {
    static let app = "https://app.example"
    static let asking: HTTPFields = [
        .origin: app, .accessControlRequestMethod: "POST",
        .accessControlRequestHeaders: "authorization,content-type,x-stainless-os,cookie,x-other",
    ]

    private func client(_ origins: String...) throws -> APIClient {
        APIClient(of: try SampleNode(), crossOrigin: try #require(CrossOrigin(origins)))
    }

    @Test func `may read nothing by default`() async throws {
        let client = try APIClient()
        let reply = try await client.get("/v1/models", [.origin: Self.app])
        #expect(reply.status == 200 && !reply.headers.contains(.accessControlAllowOrigin))
        #expect(reply.headers[.vary]?.contains("Origin") != true)
        let asked = try await client.send(.options, "/v1/chat/completions", Self.asking)
        #expect(asked.status == 405 && !asked.headers.contains(.accessControlAllowOrigin))
    }

    @Test func `that are named may read the routes for programs, refusals too`() async throws {
        let client = try client(Self.app, "http://localhost:3000")
        for origin in [Self.app, "http://localhost:3000"] {
            for (path, status) in [
                ("/v1/models", 200), ("/api/log", 200), ("/log/checkpoint", 200),
                ("/api/account", 401), ("/v1/nothing", 404), ("/healthz", 200),
            ] {
                let reply = try await client.get(path, [.origin: origin])
                #expect(reply.status == status)
                #expect(reply.headers[.accessControlAllowOrigin] == origin, "\(path)")
                #expect(reply.headers[.vary]?.hasSuffix("Origin") == true)
                #expect(!reply.headers.contains(.accessControlAllowCredentials))
            }
        }
    }

    @Test func `see the headers that clients need`() async throws {
        let reply = try await client(Self.app).ask("a web server", "", [.origin: Self.app])
        let exposed = try #require(reply.headers[.accessControlExposeHeaders])
        for name in ["OpenLedger-Receipt", "x-request-id", "Retry-After", "Location"] {
            #expect(exposed.contains(name))
        }
        #expect(reply.headers[.receipt] != nil)
    }

    @Test func `are told before they send what they may send`() async throws {
        let client = try client(Self.app)
        let reply = try await client.send(.options, "/v1/chat/completions", Self.asking)
        #expect(reply.status == 204 && reply.bytes.isEmpty)
        #expect(reply.headers[.accessControlAllowOrigin] == Self.app)
        #expect(reply.headers[.accessControlAllowMethods] == "POST")
        #expect(
            reply.headers[.accessControlAllowHeaders]
                == "authorization, content-type, x-stainless-os")
        #expect(reply.headers[.accessControlMaxAge] == "600")
        #expect(client.node.orders.isEmpty)
        let both = try await client.send(.options, "/api/models", Self.asking)
        #expect(both.headers[.accessControlAllowMethods] == "GET, HEAD, POST")
    }

    @Test(arguments: [
        "https://other.example", "https://app.example.evil", "null", "", "HTTPS://APP.EXAMPLE",
    ])
    func `that are not named are told nothing`(origin: String) async throws {
        let client = try client(Self.app)
        var asking = Self.asking
        asking[.origin] = origin
        let asked = try await client.send(.options, "/v1/chat/completions", asking)
        let read = try await client.get("/v1/models", [.origin: origin])
        for reply in [asked, read] {
            #expect(!reply.headers.contains(.accessControlAllowOrigin))
            #expect(!reply.headers.contains(.accessControlAllowHeaders))
            #expect(reply.headers[.vary]?.contains("Origin") == true)
        }
    }

    @Test func `may all be let in, and none reads the node's own pages`() async throws {
        let client = APIClient(
            of: try SampleNode(), site: OnePage(), crossOrigin: try #require(CrossOrigin(["*"])))
        let reply = try await client.get("/v1/models", [.origin: "https://any.example"])
        #expect(reply.headers[.accessControlAllowOrigin] == "*")
        for path in ["/page", "/no-page"] {
            let page = try await client.get(path, [.origin: "https://any.example"])
            #expect(page.type.hasPrefix("text/html"))
            #expect(!page.headers.contains(.accessControlAllowOrigin))
        }
        #expect(try await client.send(.options, "/page", Self.asking).status == 405)
    }

    @Test func `that ask without a browser's question get no answer to it`() async throws {
        let client = try client(Self.app)
        let plain = try await client.send(.options, "/v1/models", [.origin: Self.app])
        #expect(plain.status == 405 && plain.headers[.allow] == "GET, HEAD")
        #expect(try await client.send(.options, "/v1/nothing", Self.asking).status == 404)
    }

    @Test func `and compression name both in Vary`() async throws {
        let reply = try await client(Self.app).get(
            "/openapi.json", [.origin: Self.app, .acceptEncoding: "gzip"])
        #expect(reply.headers[.contentEncoding] == "gzip")
        #expect(reply.headers[.vary] == "Accept-Encoding, Origin")
    }

    @Test(arguments: [
        "app.example", "https://", "https://App.example", "https://app.example/", "ftp://a",
        "https://app.example:443", "http://a:80", "https://a b", "null", "", "https://*.example",
        "https://u@a",
    ])
    func `are named as browsers name them`(origin: String) {
        #expect(CrossOrigin([origin]) == nil)
        #expect(CrossOrigin([Self.app, origin]) == nil)
    }
}

/// A site of one page.
private struct OnePage: Site {
    var routes: [Route] { [.page("/page") { _ in .html("page") }] }

    func page(for problem: HTTPProblem) async -> Response {
        .html(problem.message, status: problem.status, headers: problem.headers)
    }
}
