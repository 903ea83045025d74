import Foundation
import HTTPTypes
import Hummingbird
import NodeTestKit
import Testing
import Website

@Suite struct `The site` {
    @Test(arguments: [
        "/nowhere", "/a/x", "/a/01", "/a/-1", "/receipts/", "/receipts/1.txt",
        "/assets/app.css", "/datanets/none", "/models/none", "/accounts/0x12", "/a/%zz",
        "/assets/..%2f..%2fetc%2fpasswd",
    ])
    func `has a page for what is not there`(path: String) async throws {
        let visitor = try Visitor()
        let reply = try await visitor.get(path)
        #expect(reply.status == 404)
        #expect(try HTMLPage(reply.text).all("h1").count == 1)
    }

    @Test(arguments: [
        "/log?before=x", "/log/search?q=%ff", "/datanets/debian-sections?after=-1", "/log?a=1&a=2",
    ])
    func `refuses a query that says nothing, on a page`(path: String) async throws {
        let reply = try await Visitor().get(path)
        #expect(reply.status == 400)
        #expect(try HTMLPage(reply.text).all("h1").count == 1)
    }

    @Test func `names the methods of an address`() async throws {
        let visitor = try Visitor()
        for (method, path, allow) in [
            (HTTPRequest.Method.post, "/", "GET, HEAD"), (.get, "/ask", "POST"),
            (.delete, "/log", "GET, HEAD"), (.options, "/models", "GET, HEAD"),
            (.put, "/receipts/1.json", "GET, HEAD"),
        ] {
            let reply = try await visitor.send(method, path)
            #expect(reply.status == 405 && reply.headers[.allow] == allow, "\(method) \(path)")
        }
    }

    @Test func `answers HEAD like GET, without the body`() async throws {
        let visitor = try Visitor()
        for path in ["/", "/log", "/nowhere", "/receipts/1.bin"] {
            let head = try await visitor.send(.head, path)
            let get = try await visitor.get(path)
            #expect(head.status == get.status && head.bytes.isEmpty)
            #expect(head.type == get.type)
        }
    }

    @Test func `stands beside the routes for programs`() async throws {
        let visitor = try Visitor()
        for (path, type) in [
            ("/log/checkpoint", "text/plain; charset=utf-8"), ("/v1/models", "application/json"),
            ("/log/tile/9/000", "application/problem+json"), ("/api/log", "application/json"),
            ("/v1/nothing", "application/json"), ("/openapi.json", "application/json"),
        ] {
            #expect(try await visitor.get(path).type == type, "\(path)")
        }
    }

    @Test func `keeps its assets for good, under names of their contents`() async throws {
        let visitor = try Visitor()
        let index = try await visitor.answer()
        let assets = try await visitor.assets(of: try await visitor.get("/a/\(index)"))
        #expect(assets.count == 7)
        for asset in assets {
            #expect(asset.status == 200)
            #expect(asset.headers[.cacheControl] == "public, max-age=31536000, immutable")
            let tag = try #require(asset.headers[.eTag])
            let path = "/assets/" + tag.filter { $0 != "\"" }
            for match in [tag, "W/" + tag, "\"x\", " + tag, "*"] {
                let again = try await visitor.get(path, [.ifNoneMatch: match])
                #expect(again.status == 304 && again.bytes.isEmpty)
            }
            #expect(try await visitor.get(path, [.ifNoneMatch: "\"x\""]).status == 200)
        }
        #expect(
            Set(assets.map(\.type)) == [
                "text/css; charset=utf-8", "text/javascript; charset=utf-8", "font/woff2",
                "image/svg+xml",
            ])
    }

    @Test func `does not start without its resources, and says which one is missing`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "website-\(ProcessInfo.processInfo.processIdentifier)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let services = try SampleNode().services
        let templates = folder.appending(path: "Resources/templates")
        try FileManager.default.createDirectory(at: templates, withIntermediateDirectories: true)
        func error() -> ResourceError? {
            do {
                _ = try Pages(services: services, resources: folder)
                return nil
            } catch {
                return error as? ResourceError
            }
        }
        #expect(error() == .missing("templates"))
        let page = templates.appending(path: "ask.mustache")
        try Data("{{> gone}}".utf8).write(to: page)
        #expect(error() == .missingPartial("gone", in: "ask"))
        try Data("{{#open}}".utf8).write(to: page)
        guard case .malformed(template: "ask", _) = error() else {
            Issue.record("A malformed template is taken.")
            return
        }
        try Data("fine".utf8).write(to: page)
        #expect(error() == .missing("fonts/sans.woff2"))
    }

    @Test func `says that the node failed without saying how`() async throws {
        struct Breakage: Error {}
        let visitor = try Visitor()
        visitor.node.refuse(Breakage())
        let reply = try await visitor.get("/datanets")
        #expect(reply.status == 500)
        #expect(!reply.text.contains("Breakage"))
    }
}
