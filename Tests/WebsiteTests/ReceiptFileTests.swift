import Economy
import HTTPTypes
import Identity
import Ledger
import LedgerTestKit
import Money
import NodeAPI
import NodeTestKit
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

    @Test(arguments: [1, 2] as [UInt8])
    func `are read by the script at the places where an answer's fields stand`(
        layout: UInt8
    ) async throws {
        let visitor = try Visitor(layout: layout)
        let index = try await visitor.answer(shares: PublishedLog.widest)
        let receipt = try #require(try await visitor.node.receipt(at: index))
        let answer = try #require(try await visitor.node.answer(at: index)).answer
        let bytes = receipt.entry.encoded
        func number(_ offset: Int, _ count: Int) -> UInt64 {
            bytes[offset..<offset + count].reduce(0) { $0 << 8 | UInt64($1) }
        }
        #expect(bytes[0] == layout)
        #expect(number(55, 8) == answer.fee.nanoOPEN)
        #expect(number(63, 8) == answer.maximumFee.nanoOPEN)
        #expect((0..<6).map { number(135 + 2 * $0, 2) } == answer.shares.inOrder.map(UInt64.init))
        #expect(answer.methods.count == Int(layout))
        let (methods, ofLine) = layout == 1 ? (36, 4) : (1 + 36 * 2, 14)
        let first = 147 + methods + 70
        let width = ofLine + 53
        #expect(bytes[first - 1] == 64 && bytes.count == first + width * 64 + 77)
        for (position, line) in answer.lines.enumerated() {
            let at = first + width * position
            #expect(number(at + (layout == 1 ? 0 : 9), 4) == UInt64(line.subject.number))
            let rest = at + ofLine
            #expect(number(rest + 20, 4) == UInt64(line.weight.value))
            #expect(number(rest + 24, 4) == UInt64(line.lower.value))
            #expect(number(rest + 28, 8) == line.amount.nanoOPEN)
            #expect(number(rest + 36, 8) == line.paid.nanoOPEN)
            #expect(number(rest + 44, 8) == line.held.nanoOPEN && bytes[rest + 52] < 4)
        }
    }

    @Test func `are read by the script in the order of an answer's fields`() async throws {
        let site = try await SitePages.shared()
        let page = try await site.visitor.get("/a/\(site.widest)")
        let script = try #require(
            try await site.visitor.assets(of: page).first { $0.type.hasPrefix("text/javascript") })
        var rest = Substring(script.text)
        for place in [
            "reader.skip(8);", "reader.skip(8 + 20 + 16);", "const fee = reader.u64()",
            "const maximum = reader.u64()", "reader.skip(32 + 32);", "reader.many(6, r => r.u16())",
            "layout === 1 ? 1 : reader.u8()", "methodCount * (2 + 2 + 32)",
            "reader.skip(1 + 3 * 20 + 8);", "const rest = reader.u32()",
            "const restAmount = reader.u64()", "reader.skip(65);",
            "reader.skip(layout === 1 ? 4 : 8 + 1 + 4 + 1);", "reader.skip(20);",
            "weight: reader.u32(), lower: reader.u32(), amount: reader.u64(), paid: reader.u64(),",
            "held: reader.u64(), reason: reader.u8(),",
        ] {
            let range = rest.firstRange(of: place)
            #expect(range != nil, "\(place)")
            rest = rest[(range?.upperBound ?? rest.startIndex)...]
        }
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
            ("Debian-Sec", "/datanets/\(SampleNode.datanet)"),
        ] {
            let encoded = words.replacing(" ", with: "+")
            let reply = try await visitor.get("/log/search?q=" + encoded)
            #expect(reply.status == 303 && reply.headers[.location] == target, "\(words)")
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
}
