import HTTPTypes
import Hummingbird
import NIOCore
import NodeAPI
import NodeTestKit
import Testing
import Website

/// What pages of a node that is no demonstration show of questions and answers.
@Suite struct `The words on a page` {
    private let visitor: Visitor
    private static let question = "A secret question about zebras"
    private static let key = "key-payer"

    init() throws { visitor = try Visitor(hasVisitor: false, isDemonstration: false) }

    /// Asks the secret question with the payer's key; gives where the site leads.
    private func asked(once: String = "first") async throws -> String {
        let reply = try await visitor.ask([
            "model": SampleNode.model, "question": Self.question, "key": Self.key, "once": once,
        ])
        #expect(reply.status == 303)
        return try #require(reply.headers[.location])
    }

    private func press(
        _ button: String, on path: String, key: String = Self.key, certain: Bool = false
    ) async throws -> Visitor.Reply {
        try await visitor.send(
            form: path, ["key": key, "act": button, "certain": certain ? "yes" : ""])
    }

    @Test func `stand on no page for strangers, and the page says why and how to see them`()
        async throws
    {
        let path = try await asked().prefix { $0 != "?" }
        let id = path.dropFirst("/a/".count)
        for path in [
            String(path), "/receipts/\(id)", "/receipts/\(id).json", "/receipts/\(id).bin",
            "/receipts/\(id).tlog-proof", "/", "/log", "/log/search?q=zebra", "/datanets",
            "/models",
        ] {
            let reply = try await visitor.get(path)
            #expect(reply.status == 200, "\(path)")
            // The answer's word is a label, which pages of Datanets show too.
            #expect(!reply.text.lowercased().contains("zebras"), "\(path)")
            #expect(!reply.text.contains("<title>games"), "\(path)")
        }
        for path in [String(path), "/receipts/\(id)"] {
            let text = try await visitor.get(path).text
            #expect(text.contains("shown to the account that paid for them"), "\(path)")
            #expect(text.contains("/api/receipts/\(id)"), "\(path)")
            #expect(text.contains("Who shaped this answer"), "\(path)")
            #expect(text.contains("They are not on this page"), "\(path)")
        }
        #expect(try await visitor.get("/").text.contains("No answer to show yet"))
    }

    @Test func `stand on the page that whoever asked is sent to, and nothing keeps it`()
        async throws
    {
        let path = try await asked()
        #expect(path.contains("?link="))
        let page = try await visitor.get(path, [.acceptEncoding: "gzip"])
        #expect(page.text.contains("secret question about zebras"))
        #expect(page.headers[.cacheControl] == "private, no-store")
        #expect(page.headers[.contentEncoding] == nil && page.headers[.robots] == "noindex")
        let receipt = "/receipts" + path.dropFirst(2)
        #expect(try await visitor.get(receipt).text.contains("zebras"))
        #expect(try await visitor.get(String(path.dropLast())).text.contains("shows nothing here"))
    }

    @Test func `come with the payer's key and no other`() async throws {
        let path = String(try await asked().prefix { $0 != "?" })
        #expect(try await visitor.get(path, .key(Self.key)).text.contains("zebras"))
        #expect(try await visitor.get(path, .key("key-poor")).text.contains("zebras") == false)
        let shown = try await press("show", on: path)
        #expect(shown.status == 200 && shown.text.contains("zebras"))
        #expect(shown.headers[.cacheControl] == "private, no-store")
        #expect(!shown.text.contains(Self.key))
        for button in ["show", "link", "revoke", "publish"] {
            let others = try await press(button, on: path, key: "key-poor", certain: true)
            #expect(others.status == 403 && !others.text.contains("zebras"), "\(button)")
            let wrong = try await press(button, on: path, key: "sk-wrong", certain: true)
            #expect(wrong.status == 401 && !wrong.text.contains("sk-wrong"), "\(button)")
        }
        #expect(try await press("burn", on: path).status == 400)
        #expect(try await press("show", on: "/a/0").status == 404)
        let foreign = try await visitor.send(
            form: path, ["key": Self.key, "act": "show"], [.origin: "https://elsewhere.example"])
        #expect(foreign.status == 403 && !foreign.text.contains("zebras"))
    }

    @Test func `come with a link until the payer revokes it`() async throws {
        let asked = try await asked()
        let path = String(asked.prefix { $0 != "?" })
        let made = try await press("link", on: path)
        let link = try #require(
            try HTMLPage(made.text).all("a").compactMap { $0.attributes["href"] }
                .first { $0.hasPrefix(path + "?link=") })
        #expect(link != asked)
        #expect(try await visitor.get(link).text.contains("zebras"))
        #expect(try await press("revoke", on: path).text.contains("Revoked: 2 links"))
        for link in [link, asked] {
            #expect(try await visitor.get(link).text.contains("zebras") == false)
        }
        // The same form again is the same answer, and its link stays revoked.
        let again = try await self.asked()
        #expect(again == asked)
        #expect(try await visitor.get(again).text.contains("zebras") == false)
        #expect(try await visitor.get(try await self.asked(once: "x")).text.contains("zebras"))
    }

    @Test func `are everyone's once they are published`() async throws {
        let path = String(try await asked().prefix { $0 != "?" })
        let careless = try await press("publish", on: path)
        #expect(careless.status == 400)
        #expect(try await visitor.get(path).text.contains("zebras") == false)
        for _ in 0..<2 {
            #expect(try await press("publish", on: path, certain: true).status == 200)
        }
        let page = try await visitor.get(path)
        #expect(page.text.contains("zebras") && page.text.contains("Published by its payer"))
        #expect(page.headers[.cacheControl] == "no-cache")
        #expect(try await visitor.get("/").text.contains("“games”"))
    }

    @Test func `are everyone's in a demonstration, which has no forms for that`() async throws {
        let site = try await SitePages.shared()
        let page = try await site.visitor.get("/a/\(site.usual)")
        #expect(page.text.contains("everyone sees what was asked"))
        #expect(try HTMLPage(page.text).element(id: "words-key") == nil)
    }

    @Test func `are on well-formed pages, whoever reads them`() async throws {
        let asked = try await asked()
        let path = String(asked.prefix { $0 != "?" })
        var pages = [try await visitor.get(asked), try await visitor.get(path)]
        pages.append(try await press("link", on: path))
        pages.append(try await press("show", on: path, key: "nobody"))
        pages.append(try await visitor.get("/receipts" + path.dropFirst(2)))
        pages.append(try await visitor.get("/"))
        for reply in pages {
            let page = try HTMLPage(reply.text)
            let ids = page.elements.compactMap { $0.attributes["id"] }
            #expect(Set(ids).count == ids.count, "\(ids)")
            let named = Set(page.all("label").compactMap { $0.attributes["for"] })
            for field in page.all("input") where field.attributes["type"] != "hidden" {
                #expect(named.contains(field.attributes["id"] ?? ""), "\(field)")
            }
        }
    }
}
