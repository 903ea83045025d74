import HTTPTypes
import NodeTestKit
import Testing

@Suite struct `Every page` {
    @Test func `closes its elements, names each id once and speaks of one thing`() async throws {
        for (path, reply, page) in try await SitePages.shared().pages() {
            #expect(reply.type == "text/html; charset=utf-8", "\(path)")
            let ids = page.elements.compactMap { $0.attributes["id"] }
            #expect(Set(ids).count == ids.count, "\(path): \(ids)")
            #expect(page.all("h1").count == 1, "\(path)")
            #expect(page.all("main").count == 1 && page.all("title").count == 1, "\(path)")
            let levels = page.elements.filter { ["h1", "h2", "h3"].contains($0.name) }
                .compactMap { Int($0.name.dropFirst()) }
            for (above, below) in zip(levels, levels.dropFirst()) {
                #expect(below <= above + 1, "\(path): h\(above), then h\(below)")
            }
        }
    }

    @Test func `names its fields, its drawings and its scrolling parts`() async throws {
        for (path, _, page) in try await SitePages.shared().pages() {
            let named = Set(page.all("label").compactMap { $0.attributes["for"] })
            for field in page.elements
            where ["input", "select", "textarea"].contains(field.name)
                && field.attributes["type"] != "hidden"
            {
                #expect(named.contains(field.attributes["id"] ?? ""), "\(path): \(field)")
            }
            for drawing in page.all("svg") {
                #expect(
                    drawing.attributes["aria-hidden"] == "true"
                        || drawing.attributes["aria-label"]?.isEmpty == false, "\(path)")
            }
            for part in page.with("tabindex") {
                #expect(part.attributes["aria-label"] != nil, "\(path)")
            }
            #expect(
                page.all("table").allSatisfy { table in
                    page.elements.contains {
                        $0.name == "caption" && $0.path.last.map { page.elements[$0].text } != ""
                    } && !table.text.isEmpty
                }, "\(path)")
        }
    }

    @Test func `stays within its own origin, without inline code and style`() async throws {
        for (path, reply, page) in try await SitePages.shared().pages() {
            for element in page.elements {
                let wrong = element.attributes.keys.filter { $0 == "style" || $0.hasPrefix("on") }
                #expect(wrong.isEmpty, "\(path): \(element)")
                for name in ["href", "src", "action"] {
                    guard let target = element.attributes[name] else { continue }
                    #expect(
                        target.hasPrefix("/") && !target.hasPrefix("//") || target.hasPrefix("#"),
                        "\(path): \(target)")
                }
                guard element.name == "script" else { continue }
                #expect(
                    element.attributes["type"] == "application/json"
                        || element.attributes["src"] != nil && element.text.isEmpty, "\(path)")
            }
            #expect(page.all("style").isEmpty, "\(path)")
            let policy = reply.header("Content-Security-Policy") ?? ""
            #expect(policy.hasPrefix("default-src 'self';"), "\(path)")
            #expect(reply.header("X-Content-Type-Options") == "nosniff", "\(path)")
            #expect(reply.header("Referrer-Policy") == "same-origin", "\(path)")
            #expect(reply.header("X-Frame-Options") == "DENY", "\(path)")
        }
    }

    @Test func `links only to what is there`() async throws {
        let site = try await SitePages.shared()
        let elsewhere: Set = ["/log/checkpoint", "/log/key"]
        var known: [String: HTMLPage?] = [:]
        for (path, _, page) in try await site.pages() {
            for link in page.elements.compactMap({ $0.attributes["href"] }) {
                let target = link.replacing("&amp;", with: "&")
                if target.hasPrefix("#") {
                    #expect(page.element(id: String(target.dropFirst())) != nil, "\(path): \(link)")
                } else if !elsewhere.contains(target), known[target] == nil {
                    let reply = try await site.visitor.get(target)
                    #expect([200, 303].contains(reply.status), "\(path): \(link)")
                    known[target] = .some(nil)
                }
            }
        }
    }

    @Test func `of a demonstration says that it is one`() async throws {
        for (path, reply, _) in try await SitePages.shared().pages() {
            #expect(
                reply.text.contains("A demonstration: every key follows from a public seed"),
                "\(path)")
        }
    }

    @Test func `is small: 100 KB for the first, 150 KB for an answer, 250 KB for one of 64 rows`()
        async throws
    {
        let site = try await SitePages.shared()
        for (path, limit) in [
            ("/", 100_000), ("/a/\(site.usual)", 150_000),
            ("/a/\(site.widest)", 250_000), ("/a/\(site.hostile)", 150_000),
        ] {
            let page = try await site.visitor.get(path)
            var sum = page.bytes.count
            for asset in try await site.visitor.assets(of: page) { sum += asset.bytes.count }
            #expect(sum <= limit, "\(path): \(sum) bytes, of which \(page.bytes.count) of HTML")
        }
    }
}
