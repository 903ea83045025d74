import Economy
import Ledger
import LedgerTestKit
import Money
import NodeAPI
import NodeTestKit
import Testing

/// Adds up every amount that pages show.
@Suite struct `The amounts on a page` {
    @Test func `of an answer divide the fee, line by line`() async throws {
        let site = try await SitePages.shared()
        for index in [site.usual, site.widest, site.hostile, site.empty] {
            for path in ["/a/\(index)", "/receipts/\(index)"] {
                let page = try HTMLPage(try await site.visitor.get(path).text)
                let record = try #require(
                    try await site.visitor.node.answer(at: index, for: .anyone))
                try check(page, record, path)
            }
        }
    }

    @Test func `of an answer of several Datanets divide the fee too`() async throws {
        let visitor = try Visitor(layout: 2)
        for shares in [PublishedLog.mixed, PublishedLog.widest] {
            let index = try await visitor.answer(shares: shares)
            let record = try #require(try await visitor.node.answer(at: index, for: .anyone))
            for path in ["/a/\(index)", "/receipts/\(index)"] {
                try check(try HTMLPage(try await visitor.get(path).text), record, path)
            }
        }
    }

    private func check(_ page: HTMLPage, _ record: AnswerRecord, _ path: String) throws {
        let answer = record.answer
        let fee = answer.fee.nanoOPEN
        let contributors = answer.shares.split(answer.fee).contributors.nanoOPEN
        let lines = page.amounts(inside: "fee-lines")
        #expect(lines.count == 7 && lines.last == fee, "\(path)")
        #expect(lines.dropLast().reduce(0, +) == fee, "\(path)")
        #expect(page.amounts(inside: "fee").reduce(0, +) == fee, "\(path)")
        #expect(page.amounts(inside: "shares").reduce(0, +) == contributors, "\(path)")
        #expect(page.amounts(inside: "weights").reduce(0, +) == contributors, "\(path)")
        for (position, line) in answer.lines.enumerated() {
            let shown = page.amounts(inside: "line-\(position)")
            #expect(shown.first == line.paid.nanoOPEN, "\(path): line \(position)")
            #expect(shown.dropFirst().first ?? 0 == line.held.nanoOPEN, "\(path)")
            #expect(shown.reduce(0, +) == line.amount.nanoOPEN, "\(path): line \(position)")
        }
    }

    @Test func `of a statement add up to its balances, and its lines to its sums`() async throws {
        let site = try await SitePages.shared()
        for account in [site.payer, site.contributor, SampleLog.account("node")] {
            let page = try HTMLPage(try await site.visitor.get("/accounts/\(account)").text)
            let balances = page.amounts(inside: "balances")
            let sums = page.amounts(inside: "sums")
            let holdings = page.amounts(inside: "holdings")
            #expect(balances.count == 3 && sums.count == 7 && holdings.count == 4)
            #expect(sums[0...4].reduce(0, +) - sums[5] == sums[6])
            #expect(sums[6] == balances[0])
            #expect(holdings.dropLast().reduce(0, +) == holdings[3] && holdings[3] == balances[1])
            let lines = page.amounts(inside: "lines")
            #expect(lines.count.isMultiple(of: 3))
            func column(_ number: Int) -> UInt64 {
                stride(from: number, to: lines.count, by: 3).reduce(0) { $0 + lines[$1] }
            }
            #expect(column(0) - column(1) == balances[0] && column(2) == balances[1])
        }
    }

    @Test func `of a price are its parts`() async throws {
        let visitor = try Visitor()
        let page = try HTMLPage(try await visitor.get("/models/\(SampleNode.model)").text)
        #expect(page.amounts(inside: "price").reduce(0, +) == SampleLog.fee.nanoOPEN)
    }

    @Test func `are exact, and the stated sums are those of the entry`() async throws {
        let site = try await SitePages.shared()
        let page = try HTMLPage(try await site.visitor.get("/receipts/\(site.widest)").text)
        let answer = try #require(try await site.visitor.node.answer(at: site.widest, for: .anyone))
            .answer
        let sums = page.elements.filter { $0.attributes["class"] == "number sum" }
            .compactMap { UInt128($0.attributes["value"] ?? "") }
        #expect(
            sums.prefix(4) == [
                UInt128(answer.fee.nanoOPEN), Amount.total(of: answer.lines.map(\.paid)),
                Amount.total(of: answer.lines.map(\.held)),
                UInt128(answer.unattributedAmount.nanoOPEN),
            ])
        for element in page.all("data") {
            let digits = element.text.filter(\.isNumber).drop { $0 == "0" }
            let value = element.attributes["value"] ?? ""
            #expect(digits == value.drop { $0 == "0" })
        }
    }
}
