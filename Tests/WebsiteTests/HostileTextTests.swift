import Foundation
import NodeTestKit
import Testing
import Website

@Suite struct `Text of people` {
    @Test func `never becomes markup, in no page and no attribute`() async throws {
        let site = try await SitePages.shared()
        for (path, reply, page) in try await site.pages() {
            #expect(page.elements.allSatisfy { $0.attributes["onfocus"] == nil }, "\(path)")
            #expect(page.all("img").isEmpty, "\(path)")
            for hidden in ["\u{202E}", "\u{0}", "\u{8}", "<script>alert", "<b>[U+"] {
                let isThere = reply.bytes.firstRange(of: Array(hidden.utf8)) != nil
                #expect(!isThere, "\(path)")
            }
        }
    }

    @Test func `stays in the field when a question is refused, as it was`() async throws {
        let visitor = try Visitor()
        let reply = try await visitor.ask(["model": "nothing", "question": Hostile.text])
        let page = try HTMLPage(reply.text)
        let field = try #require(page.element(id: "question"))
        #expect(field.text.hasPrefix("\n&lt;/textarea&gt;&lt;/script&gt;"))
    }

    @Test(arguments: [
        ("a<b", "a&lt;b"), ("\"\u{301}x", "&quot;\u{301}x"), ("'\u{200D}", "&#39;\u{200D}"),
        ("&amp;", "&amp;amp;"), ("a\u{0}b\u{7F}\u{85}", "a\u{FFFD}b\u{FFFD}\u{FFFD}"),
        ("\u{202E}gnp", "[U+202E]gnp"), ("\u{2066}\u{200F}", "[U+2066][U+200F]"),
        ("\u{FEFF}\u{200B}", "[U+FEFF][U+200B]"), ("\u{E0041}", "[U+E0041]"),
        ("a\r\nb\tc", "a\nb\tc"), ("日本 é ü 👩‍💻", "日本 é ü 👩‍💻"), ("", ""),
    ])
    func `is escaped scalar by scalar`(text: String, html: String) {
        let escaped = PageText().escapeText(text)
        #expect(escaped.unicodeScalars.elementsEqual(html.unicodeScalars), "\(escaped)")
    }

    @Test func `is clipped, and the page says so`() async throws {
        let visitor = try Visitor()
        let long = String(repeating: "long ", count: 2_000)
        let index = try await visitor.answer(long)
        let reply = try await visitor.get("/a/\(index)")
        #expect(reply.bytes.count < 55_000)
        #expect(reply.text.contains("the text has 10\u{202F}000 bytes"))
    }

    @Test(arguments: [("abc", 3, "abc"), ("abcd", 3, "abc…"), ("", 3, ""), ("e\u{301}e", 1, "e…")])
    func `is cut between scalars`(text: String, limit: Int, cut: String) {
        let clipped = ClippedText(text, limit: limit)
        #expect(clipped.text.unicodeScalars.elementsEqual(cut.unicodeScalars))
        #expect((clipped.note == nil) == (text == cut))
    }

    @Test func `goes through the templates' escaping, which only drawings and numbers pass by`()
        throws
    {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../Sources/Website/Resources/templates")
        let raw: Set = [
            "amount", "earned", "fee", "held", "heldTotal", "icon", "largeIcon", "bar", "paid",
            "opening", "owner.icon", "partsBar", "payable", "pool", "proof", "received", "rest",
            "sharesBar", "spent",
            "shell.visitorBalance", "unfolding", "intervalBar",
        ]
        var found: Set<String> = []
        for file in try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil)
        {
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(!text.contains("{{&"), "\(file.lastPathComponent)")
            found.formUnion(text.matches(of: #/\{\{\{([^}]*)\}\}\}/#).map { String($0.output.1) })
        }
        #expect(found == raw)
    }
}
