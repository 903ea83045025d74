import Foundation
import Testing

/// Writes pages to the folder that an environment variable names, for looking at them.
@Suite struct `The pages` {
    @Test(.enabled(if: ProcessInfo.processInfo.environment["WEBSITE_DUMP"] != nil))
    func `can be written to a folder`() async throws {
        let folder = URL(filePath: ProcessInfo.processInfo.environment["WEBSITE_DUMP"] ?? "")
        let visitor = try Visitor()
        try await write(visitor, "/", "empty.html", folder)
        let usual = try await visitor.answer("Play chess against friends over the Internet")
        let wide = try await visitor.answer(shares: PageLog.widest)
        let hostile = try await visitor.answer(Hostile.text)
        let none = try await visitor.answer(shares: [])
        try await write(visitor, "/a/\(usual)", "answer.html", folder)
        try await write(visitor, "/a/\(wide)", "wide.html", folder)
        try await write(visitor, "/a/\(hostile)", "hostile.html", folder)
        try await write(visitor, "/a/\(none)", "none.html", folder)
        let front = try await write(visitor, "/", "index.html", folder)
        let contributor = PageLog.account("contributor 0")
        for (path, name) in [
            ("/receipts/\(wide)", "receipt.html"), ("/receipts/3", "receipt-open.html"),
            ("/accounts/\(contributor)", "account.html"),
            ("/accounts/\(PageLog.account("payer"))", "payer.html"),
            ("/log", "log.html"), ("/log/search?q=nothing", "search.html"),
            ("/datanets", "datanets.html"), ("/datanets/\(PageNode.datanet)", "datanet.html"),
            ("/models", "models.html"), ("/models/\(PageNode.model)", "model.html"),
            ("/nowhere", "404.html"),
        ] {
            try await write(visitor, path, name, folder)
        }
        let refused = try await visitor.ask([
            "model": PageNode.model, "question": "Play chess", "maximum": "0.001",
        ])
        try Data(refused.bytes).write(to: folder.appending(path: "402.html"))
        for match in front.matches(of: #/\/assets\/[\w.]+/#) {
            try await write(visitor, String(match.output), String(match.output.dropFirst()), folder)
        }
        let answer = try await visitor.get("/a/\(usual)").text
        for match in answer.matches(of: #/\/assets\/verify[\w.]+/#) {
            try await write(visitor, String(match.output), String(match.output.dropFirst()), folder)
        }
        let css = try String(
            contentsOf: folder.appending(path: "style.css"), encoding: .utf8)
        for match in css.matches(of: #/url\(([\w.]+)\)/#) {
            try await write(
                visitor, "/assets/\(match.output.1)", "assets/\(match.output.1)", folder)
        }
    }

    @discardableResult
    private func write(
        _ visitor: Visitor, _ path: String, _ name: String, _ folder: URL
    ) async throws -> String {
        let reply = try await visitor.get(path)
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(reply.bytes).write(to: file)
        if name.hasSuffix(".css") {
            try Data(reply.bytes).write(to: folder.appending(path: "style.css"))
        }
        return reply.text
    }
}
