import HTTPTypes
import Identity
import Ledger
import LedgerTestKit
import Money
import NodeAPI
import NodeTestKit
import Synchronization
import Testing
import Verifier
import Wire

@Suite struct `A receipt's files` {
    @Test func `are the proof and the entry, byte for byte`() async throws {
        let visitor = try Visitor()
        let index = try await visitor.answer()
        let receipt = try #require(try await visitor.node.receipt(at: index))
        let proof = try await visitor.get("/receipts/\(index).tlog-proof")
        #expect(proof.bytes == receipt.fileBytes)
        #expect(
            proof.headers[.contentDisposition] == "attachment; filename=\"\(index).tlog-proof\"")
        #expect(try await visitor.get("/receipts/\(index).bin").bytes == receipt.entry.encoded)
    }

    @Test func `as JSON hold what the script in the page holds`() async throws {
        let visitor = try Visitor()
        let index = try await visitor.answer(Hostile.text)
        let file = try await visitor.get("/receipts/\(index).json")
        let page = try HTMLPage(try await visitor.get("/a/\(index)").text)
        let block = try #require(page.element(id: "proof"))
        let inPage = try JSONValue(parsing: Array(block.text.utf8), limit: 100_000)
        #expect(try JSONValue(parsing: file.bytes, limit: 100_000) == inPage)
        let receipt = try #require(try await visitor.node.receipt(at: index))
        #expect(inPage["entry"]?.stringValue == Base64.encode(receipt.entry.encoded))
        #expect(inPage["index"]?.stringValue == "\(index)")
        #expect(block.text.contains("<") == false)
    }

    @Test func `exist for every entry and for none beyond the log`() async throws {
        let visitor = try Visitor()
        for ending in ["", ".json", ".tlog-proof", ".bin"] {
            #expect(try await visitor.get("/receipts/0" + ending).status == 200)
            #expect(try await visitor.get("/receipts/500" + ending).status == 404)
        }
    }
}

@Suite struct `A statement` {
    @Test func `stands at the account's checksummed address`() async throws {
        let visitor = try Visitor()
        let address = SampleLog.account("payer").description
        let lower = try await visitor.get("/accounts/" + address.lowercased())
        #expect(lower.status == 303 && lower.headers[.location] == "/accounts/" + address)
        let unknown = SampleLog.account("nobody").description
        #expect(try await visitor.get("/accounts/" + unknown).status == 404)
    }

    @Test func `pages by cursor and is complete as CSV`() async throws {
        let visitor = try Visitor()
        for number in 0..<60 { _ = try await visitor.answer("question \(number)") }
        let path = "/accounts/\(SampleLog.account("payer"))"
        let first = try HTMLPage(try await visitor.get(path).text)
        #expect(first.amounts(inside: "lines").count == 150)
        let link = try #require(first.all("a").first { $0.attributes["rel"] == "next" })
        let next = try await visitor.get(try #require(link.attributes["href"]))
        #expect(try HTMLPage(next.text).amounts(inside: "lines").count == 33)
        let csv = try await visitor.get(path + ".csv")
        let lines = csv.text.split(separator: "\r\n").map { $0.split(separator: ",") }
        #expect(lines.count == 62 && lines.allSatisfy { $0.count == 8 })
        let spent = lines.dropFirst().reduce(0) { $0 + (Int($1[4]) ?? 0) }
        #expect(spent == 60 * Int(SampleLog.fee.nanoOPEN))
        #expect(csv.type == "text/csv; charset=utf-8")
    }
}

@Suite struct `The log's search` {
    @Test func `leads straight to what is unique`() async throws {
        let visitor = try Visitor()
        let index = try await visitor.answer()
        let account = SampleLog.account("payer")
        let receipt = try #require(try await visitor.node.receipt(at: index))
        let leaf = Digest.sha256([0] + receipt.entry.encoded).hex
        for (words, target) in [
            ("\(index)", "/receipts/\(index)"), (" 1 2 ", "/receipts/12"),
            ("\(account)", "/accounts/\(account)"),
            ("\(account)".lowercased(), "/accounts/\(account)"),
            (String(leaf.prefix(12)), "/receipts/\(index)"), (leaf, "/receipts/\(index)"),
            (SampleNode.model, "/models/\(SampleNode.model)"),
            ("debian games", "/accounts/\(SampleLog.account("contributor 0"))"),
            (SampleLog.digest("gate.bin").hex, "/models/\(SampleNode.model)"),
            (
                String(SampleLog.digest("training rows").hex.prefix(8)),
                "/datanets/\(SampleNode.datanet)"
            ),
            ("Debian-Sec", "/datanets/\(SampleNode.datanet)"),
        ] {
            let encoded = words.replacing(" ", with: "+")
            let reply = try await visitor.get("/log/search?q=" + encoded)
            #expect(reply.status == 303 && reply.headers[.location] == target, "\(words)")
        }
    }

    @Test func `finds the hash of any entry, however old`() async throws {
        let visitor = try Visitor()
        try visitor.node.state.withLock { state in
            for number in 0..<230 {
                try state.log.deposit(
                    Amount(nanoOPEN: 1), to: SampleLog.account("payer"), source: "\(number)")
            }
        }
        let size = try await visitor.node.head().size
        #expect(size > 256)
        for index in [0, 17, 255, 256, size - 1] {
            let receipt = try #require(try await visitor.node.receipt(at: index))
            let leaf = Digest.sha256([0] + receipt.entry.encoded).hex
            let reply = try await visitor.get("/log/search?q=" + leaf.prefix(15).uppercased())
            #expect(reply.headers[.location] == "/receipts/\(index)")
        }
    }

    @Test func `lists what is not, and says what it knows`() async throws {
        let visitor = try Visitor()
        let several = try await visitor.get("/log/search?q=sections")
        #expect(several.status == 200)
        #expect(several.text.contains("/models/\(SampleNode.model)"))
        #expect(several.text.contains("/datanets/\(SampleNode.datanet)"))
        for words in ["99999", "nothing", "\(SampleLog.account("nobody"))", "ffffffffffff"] {
            let reply = try await visitor.get("/log/search?q=" + words)
            #expect(reply.status == 200 && reply.text.contains("Nothing found"), "\(words)")
        }
        #expect(try await visitor.get("/log/search").headers[.location] == "/log")
    }

    @Test func `finds rows of a Datanet by their words, page by page`() async throws {
        let visitor = try Visitor()
        let path = "/datanets/\(SampleNode.datanet)"
        let first = try HTMLPage(try await visitor.get(path).text)
        let next = try #require(first.all("a").first { $0.attributes["rel"] == "next" })
        #expect(next.attributes["href"] == path + "?after=50")
        #expect(try await visitor.get(path + "?q=edition+79").text.contains("edition 79"))
        #expect(try await visitor.get(path + "?q=zebra").text.contains("No row holds"))
    }

    @Test func `shows the rules of a Datanet`() async throws {
        let page = try HTMLPage(
            try await Visitor(layout: 2).get("/datanets/\(SampleNode.datanet)").text)
        let names = page.elements.filter { $0.name == "dt" }.map(\.text)
        for rule in ["Who may train", "Who judges contributors", "Least price of an answer"] {
            #expect(names.contains { $0.contains(rule) }, "\(rule)")
        }
    }
}
