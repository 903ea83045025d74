import Economy
import HTTPTypes
import Ledger
import Money
import NodeAPI
import NodeTestKit
import Synchronization
import Testing

@Suite struct `An answer's page` {
    @Test func `says why rows are held or earn nothing, and what nothing explains`() async throws {
        let site = try await SitePages.shared()
        let text = try await site.visitor.get("/a/\(site.usual)").text
        for words in [
            "did not measurably help on items that they never saw", "Unattributed",
            "Says the same as row 0, which was registered first and keeps the credit.",
            "and 8 more of the same kind", "about 40 %, likely at least 30 %",
            "30 % is not attributed to anyone", "withdrawn by its contributor",
        ] {
            #expect(text.contains(words.replacing("'", with: "&#39;")), "\(words)")
        }
        let widest = try await site.visitor.get("/a/\(site.widest)").text
        #expect(widest.contains("2 others "))
        #expect(widest.contains("the account has too few rows to be judged"))
    }

    @Test func `always says what was not checked`() async throws {
        let site = try await SitePages.shared()
        for path in ["/a/\(site.usual)", "/receipts/\(site.widest)"] {
            let text = try await site.visitor.get(path).text
            for words in [
                "Not checked here", "the weights themselves", "No check can tell",
                "a witness that you named", "texts and labels of rows",
                "names and pictures of accounts", "A page cannot prove its own server honest",
                "That is not proof", "openledger verify FILE --key KEY",
            ] {
                #expect(text.contains(words), "\(path): \(words)")
            }
        }
    }

    @Test func `shows the model's confidence, says what it is not, and lists it as unchecked`()
        async throws
    {
        let visitor = try Visitor()
        let index = try await visitor.answer()
        for path in ["/a/\(index)", "/receipts/\(index)"] {
            let page = try HTMLPage(try await visitor.get(path).text)
            let shown = page.all("p").map(\.text).filter { $0.contains("own confidence: ") }
            // Cut off, not rounded: 832,990 parts per million.
            #expect(shown.count == 1 && shown[0].contains("own confidence: 83.2 %."), "\(path)")
            #expect(shown[0].contains("It is not a measured rate of right answers"))
            #expect(shown[0].contains("the receipt does not prove it"))
            // What is marked is compared with the bytes, which say nothing of it.
            let marked = page.with("data-shown").map(\.text)
            #expect(!marked.contains { $0.contains("83.2 %") })
            let open = page.all("li").map(\.text).filter { $0.contains("own confidence") }
            #expect(open.count == 1 && open[0].contains("--recompute"), "\(path)")
        }
        let opening = try HTMLPage(try await visitor.get("/a/\(index)").text)
            .element(id: "opening")?.text
        #expect(opening?.contains("onfidence") == false)
    }

    @Test func `shows no confidence where none was kept, and none without the words`()
        async throws
    {
        let visitor = try Visitor()
        let index = try await visitor.answer()
        visitor.node.forgetConfidences()
        let stranger = try Visitor(isDemonstration: false)
        let other = try await stranger.answer()
        for (visitor, index) in [(visitor, index), (stranger, other)] {
            for path in ["/a/\(index)", "/receipts/\(index)"] {
                let text = try await visitor.get(path).text
                #expect(!text.contains("own confidence"), "\(path)")
            }
        }
    }

    @Test func `begins with who shaped it and who was paid, by contributor`() async throws {
        let site = try await SitePages.shared()
        let page = try HTMLPage(try await site.visitor.get("/a/\(site.usual)").text)
        let headline = try #require(
            page.elements.first { $0.attributes["class"] == "headline" }?.text)
        let words = headline.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(
            words.hasPrefix(
                "Debian Games Team about 40 %, likely at least 30 %; paid 0.00"))
        #expect(words.contains("; 2 others 30 %, paid 0.00") && words.hasSuffix("; 30 % nobody."))
        // Nothing but the answer stands before it.
        let order = page.elements.compactMap { $0.attributes["id"] }
        let places = try ["weights", "flow", "words", "receipt"].map {
            try #require(order.firstIndex(of: $0))
        }
        #expect(places == places.sorted())
    }

    @Test func `folds the rows under their contributors, whose sums they are`() async throws {
        let site = try await SitePages.shared()
        let record = try #require(try await site.visitor.node.answer(at: site.widest, for: .anyone))
        let page = try HTMLPage(try await site.visitor.get("/a/\(site.widest)").text)
        let groups = page.elements.filter { $0.attributes["class"] == "contributor" }
        #expect(groups.count == Set(record.answer.lines.map(\.account)).count)
        var positions: [Int] = []
        for (number, group) in groups.enumerated() {
            #expect(group.name == "details")
            let id = "contributor-\(number)"
            let sums = page.inside(id: id).filter { $0.attributes["class"] == "number sum" }
                .compactMap { UInt64($0.attributes["value"] ?? "") }
            let inside = page.inside(id: id).compactMap { $0.attributes["id"] }
                .filter { $0.hasPrefix("line-") }.compactMap { Int($0.dropFirst(5)) }
            let lines = inside.map { record.answer.lines[$0] }
            #expect(Set(lines.map(\.account)).count == 1)
            #expect(sums.first == lines.reduce(0) { $0 + $1.paid.nanoOPEN })
            #expect(sums.dropFirst().first ?? 0 == lines.reduce(0) { $0 + $1.held.nanoOPEN })
            positions += inside
        }
        #expect(positions.sorted() == Array(record.answer.lines.indices))
    }

    @Test func `shows no button that needs the script`() async throws {
        let site = try await SitePages.shared()
        let page = try HTMLPage(try await site.visitor.get("/a/\(site.usual)").text)
        let buttons = page.with("data-verify")
        #expect(buttons.count == 1 && buttons.allSatisfy { $0.attributes["hidden"] != nil })
    }

    @Test func `stays when its words were erased`() async throws {
        let visitor = try Visitor()
        let index = try await visitor.answer("A secret question")
        visitor.node.state.withLock { $0.texts = [:] }
        for path in ["/a/\(index)", "/receipts/\(index)"] {
            let reply = try await visitor.get(path)
            #expect(reply.status == 200 && !reply.text.contains("secret"))
            #expect(reply.text.contains("The question was erased"))
        }
        #expect(try await visitor.get("/").text.contains("No answer to show yet"))
    }

    @Test func `of an entry that is no answer is its receipt, and of none there is none`()
        async throws
    {
        let visitor = try Visitor()
        let reply = try await visitor.get("/a/0")
        #expect(reply.status == 303 && reply.headers[.location] == "/receipts/0")
        #expect(try await visitor.get("/a/1000000").status == 404)
    }

    @Test func `names the Datanets, methods and evidence of several`() async throws {
        let visitor = try Visitor(layout: 2)
        let index = try await visitor.answer(shares: PublishedLog.mixed)
        let second = try #require(visitor.node.state.withLock { $0.log.secondDatanet })
        let text = try await visitor.get("/receipts/\(index)").text
        #expect(text.contains("row 0 of Datanet \(second)"))
        let page = try HTMLPage(text)
        let cells = page.all("td").map(\.text)
        func value(_ field: String) -> String? {
            cells.firstIndex(of: field).map { cells[$0 + 1] }
        }
        #expect(value("version, type") == "2, 13")
        #expect(value("methods 2")?.hasPrefix("method 2, version 3, indexDigest ") == true)
        #expect(
            value("lines 4")?.hasPrefix("datanet \(second), subject 0, number 0, evidence 3, ")
                == true)
        let model = try await visitor.get("/models/\(SampleNode.model)").text
        #expect(model.contains("Attribution methods") && model.contains("1.1, 2.3"))
    }

    @Test func `is the example on the first page`() async throws {
        let visitor = try Visitor()
        #expect(try await visitor.get("/").text.contains("No answer to show yet"))
        let index = try await visitor.answer()
        let page = try HTMLPage(try await visitor.get("/").text)
        #expect(page.all("a").contains { $0.attributes["href"] == "/a/\(index)" })
    }
}
