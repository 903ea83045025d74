import Benchmarks
import Testing

@Suite struct `A response to the load generator` {
    static let whole =
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nOpenLedger-Receipt: 17\r\n\r\nhello"

    func reply(_ parts: [String]) throws -> ServingReply {
        var reply = ServingReply()
        for part in parts { try reply.take(Array(part.utf8)[...]) }
        return reply
    }

    func reply(_ parts: [ArraySlice<UInt8>]) throws -> ServingReply {
        var reply = ServingReply()
        for part in parts { try reply.take(part) }
        return reply
    }

    @Test func `is complete when its body is, wherever its parts end`() throws {
        let whole = Array(Self.whole.utf8)
        for cut in 0...whole.count {
            let reply = try reply([whole[..<cut], whole[cut...]])
            #expect(reply.isComplete && reply.status == 200 && reply.hasReceipt, "cut at \(cut)")
            #expect(try self.reply([whole[..<cut]]).isComplete == (cut == whole.count))
        }
    }

    @Test func `names no receipt where there is none`() throws {
        let reply = try reply(["HTTP/1.1 402 Payment Required\r\ncontent-length: 0\r\n\r\n"])
        #expect(reply.isComplete && reply.status == 402 && !reply.hasReceipt)
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 abc\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab", String(repeating: "a", count: 20_000),
    ])
    func `is refused when its end cannot be known`(text: String) {
        #expect(throws: (any Error).self) { try reply([text]) }
    }
}

@Suite struct `A quantile` {
    @Test func `is one of the values`() {
        let values = (1...100).map(Double.init).reversed()
        #expect(PairedRuns.quantile(0.5, of: Array(values)) == 50)
        #expect(PairedRuns.quantile(0.99, of: Array(values)) == 99)
        #expect(PairedRuns.quantile(1, of: Array(values)) == 100)
        #expect(PairedRuns.quantile(0, of: Array(values)) == 1)
        #expect(PairedRuns.quantile(0.5, of: [7.9]) == 7)
        #expect(PairedRuns.quantile(0.5, of: []) == 0)
    }
}
