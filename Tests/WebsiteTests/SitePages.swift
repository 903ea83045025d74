import Ledger
import LedgerTestKit
import NodeAPI
import NodeTestKit
import Synchronization
import Website

/// Every kind of page, of a node with every kind of answer.
struct SitePages {
    let visitor: Visitor
    let usual: UInt64
    let widest: UInt64
    let hostile: UInt64
    let empty: UInt64
    let payer = SampleLog.account("payer")
    let contributor = SampleLog.account("contributor 0")

    init() async throws {
        visitor = try Visitor()
        usual = try await visitor.answer()
        widest = try await visitor.answer(shares: PublishedLog.widest)
        hostile = try await visitor.answer(Hostile.text)
        empty = try await visitor.answer(shares: [])
    }

    /// One node for all suites that only read it.
    static func shared() async throws -> SitePages { try await making.value }
    private static let making = Task { try await SitePages() }

    /// The first entry of each kind but answers.
    private var entries: [UInt64] {
        let types = visitor.node.state.withLock { $0.log.entries.map(\.body.type) }
        return Set(types).subtracting([.answer]).compactMap { type in
            types.firstIndex(of: type).map { UInt64($0) }
        }.sorted()
    }

    /// The addresses of all pages.
    var paths: [String] {
        let answers = [usual, widest, hostile, empty].flatMap { ["/a/\($0)", "/receipts/\($0)"] }
        let log = entries.map { "/receipts/\($0)" }
        let accounts = [
            payer, contributor, SampleLog.account("operator"), SampleLog.account("node"),
        ]
        return answers + log + accounts.map { "/accounts/\($0)" } + [
            "/", "/?question=\(PercentEncoding.encode(Hostile.text))", "/log", "/log?before=5",
            "/log/search?q=nothing", "/log/search?q=\(PercentEncoding.encode(Hostile.text))",
            "/log/search?q=s", "/datanets", "/datanets/\(SampleNode.datanet)",
            "/datanets/\(SampleNode.datanet)?after=50",
            "/datanets/\(SampleNode.datanet)?q=\(PercentEncoding.encode(Hostile.name))", "/models",
            "/models/\(SampleNode.model)", "/nowhere", "/receipts/999999", "/models/nothing",
        ]
    }

    /// The pages as they are read.
    func pages() async throws -> [(path: String, reply: Visitor.Reply, page: HTMLPage)] {
        var pages: [(path: String, reply: Visitor.Reply, page: HTMLPage)] = []
        for path in paths {
            let reply = try await visitor.get(path)
            do {
                pages.append((path, reply, try HTMLPage(reply.text)))
            } catch {
                throw HTMLPage.Malformation(description: "\(path): \(error)")
            }
        }
        return pages
    }
}
