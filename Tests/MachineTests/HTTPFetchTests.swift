import Foundation
import Machine
import Testing

@Suite struct `A file that is fetched` {
    private func cut(_ text: String) -> HTTPResponse? { HTTPResponse(Array(text.utf8)) }

    @Test func `is cut out of a reply, with a length, in pieces or to the end`() throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
        for text in [
            head + "Content-Length: 5\r\n\r\nhello", head + "\r\nhello",
            head + "Transfer-Encoding: chunked\r\n\r\n2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
        ] {
            let response = try #require(cut(text))
            #expect(response.status == 200)
            #expect(response.body == Array("hello".utf8))
        }
        #expect(cut("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")?.status == 404)
    }

    @Test(arguments: [
        "", "hello", "HTTP/1.1 200 OK\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 fine\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    ])
    func `is nothing when the reply is cut short or crooked`(text: String) {
        #expect(cut(text) == nil)
    }

    @Test(arguments: [
        "https://example.org/", "ftp://example.org/", "http://", "http://a:b/", "http://a b/",
        "http://a:99999/", "http://a/\r\nHost: b",
    ])
    func `has an address that can be`(address: String) {
        let error = #expect(throws: OperationError.self) {
            try HTTPFetch.get(address, limit: 10)
        }
        #expect(error?.code == .usage)
    }

    @Test func `is not waited for where nobody listens`() {
        // Port 1 is nobody's on a machine that runs tests.
        let error = #expect(throws: OperationError.self) {
            try HTTPFetch.get("http://127.0.0.1:1/checkpoint", limit: 10)
        }
        #expect(error?.code == .files && error?.message.contains("127.0.0.1:1") == true)
    }
}
