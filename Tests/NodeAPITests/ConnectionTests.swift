import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import NodeAPI
import Synchronization
import Testing

/// A connection without a socket, whose clock is moved by hand.
///
/// The test is its client, with bytes, and the loop that answers, with parts of HTTP.
private final class Connection {
    let channel = EmbeddedChannel()
    private let socket = Socket()
    private(set) var stages: [OpenConnections.Stage] = []
    private(set) var refusals: [Int] = []

    init(_ serving: HTTPServing = HTTPServing()) throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(socket)
        try serving.addHandlers(
            to: pipeline, move: { [unowned self] in stages.append($0) },
            report: { [unowned self] in refusals.append($0.status.code) })
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    /// How often the socket was asked for more.
    var readCount: Int { socket.readCount }
    var isOpen: Bool { channel.isActive }

    func receive(_ text: String) throws {
        try channel.writeInbound(ByteBuffer(string: text))
    }

    func wait(_ seconds: Int) {
        channel.embeddedEventLoop.advanceTime(by: .seconds(Int64(seconds)))
    }

    /// What the responder does to a request.
    func event(_ event: ConnectionEvent) {
        channel.triggerUserOutboundEvent(event, promise: nil)
    }

    func respond(_ status: HTTPResponse.Status) throws {
        let head = HTTPResponse(status: status, headerFields: [.contentLength: "2"])
        try channel.writeOutbound(HTTPResponsePart.head(head))
        try channel.writeOutbound(HTTPResponsePart.body(ByteBuffer(string: "ok")))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
    }

    /// What has been sent to the client since this was last asked.
    func sent() throws -> String {
        var text = ""
        while case .byteBuffer(let part)? = try channel.readOutbound(as: IOData.self) {
            text += String(buffer: part)
        }
        return text
    }

    /// The request parts that the loop behind got: `head`, `body`, `end`.
    func delivered() throws -> [String] {
        var parts: [String] = []
        while let part = try channel.readInbound(as: HTTPRequestPart.self) {
            switch part {
            case .head: parts.append("head")
            case .body: parts.append("body")
            case .end: parts.append("end")
            }
        }
        return parts
    }

    /// Stands where the socket is: counts reads, and closes one direction alone, which the channel
    /// without a socket does not.
    private final class Socket: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
        var readCount = 0

        func read(context: ChannelHandlerContext) {
            readCount += 1
            context.read()
        }

        func close(
            context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?
        ) {
            guard mode != .output else {
                promise?.succeed()
                return
            }
            context.close(mode: mode, promise: promise)
        }
    }
}

@Suite struct `A connection` {
    static let get = "GET / HTTP/1.1\r\nHost: node\r\n\r\n"
    static let post = "POST / HTTP/1.1\r\nHost: node\r\nContent-Length: 4\r\n"

    @Test(arguments: ["", "GET / HT", "GET / HTTP/1.1\r\nHost: node\r\n"])
    func `without a request's head is closed when the timer says so`(start: String) throws {
        let connection = try Connection()
        if !start.isEmpty { try connection.receive(start) }
        connection.wait(9)
        #expect(connection.isOpen)
        connection.wait(1)
        #expect(!connection.isOpen)
    }

    @Test func `waits for longer between requests, with half a head or without`() throws {
        for start in ["", "GET / HT"] {
            let connection = try Connection()
            try connection.receive(Self.get)
            connection.wait(1000)
            #expect(connection.isOpen, "An answer takes as long as it takes.")
            try connection.respond(.ok)
            if !start.isEmpty { try connection.receive(start) }
            connection.wait(59)
            #expect(connection.isOpen)
            connection.wait(1)
            #expect(!connection.isOpen)
        }
    }

    @Test func `says what it does, so that the right one can be given up`() throws {
        let connection = try Connection()
        try connection.receive(Self.post + "\r\n")
        connection.event(.bodyWanted(seconds: 30))
        try connection.receive("body")
        try connection.respond(.ok)
        #expect(connection.stages == [.receiving, .working, .sending, .waiting])
    }

    @Test func `asks its socket for no body before somebody wants it`() throws {
        let connection = try Connection()
        try connection.receive(Self.post + "\r\n")
        let before = connection.readCount
        connection.channel.read()
        connection.channel.read()
        #expect(connection.readCount == before)
        connection.event(.bodyWanted(seconds: 30))
        #expect(connection.readCount > before)
        try connection.receive("body")
        #expect(try connection.delivered() == ["head", "body", "end"])
    }

    @Test func `answers 100-continue when the body is wanted, not before`() throws {
        let connection = try Connection()
        try connection.receive(Self.post + "Expect: 100-Continue\r\n\r\n")
        #expect(try connection.sent().isEmpty)
        connection.event(.bodyWanted(seconds: 30))
        #expect(try connection.sent() == "HTTP/1.1 100 Continue\r\n\r\n")
        connection.event(.bodyWanted(seconds: 30))
        try connection.receive("body")
        #expect(try connection.sent().isEmpty)
        try connection.respond(.ok)
        let said = try connection.sent()
        #expect(said.hasPrefix("HTTP/1.1 200 OK\r\n") && !said.lowercased().contains("close"))
        #expect(connection.isOpen)
    }

    @Test func `refuses a body that is not wanted without asking for it`() throws {
        let connection = try Connection()
        try connection.receive(Self.post + "Expect: 100-continue\r\n\r\n")
        try connection.respond(.unauthorized)
        let said = try connection.sent()
        #expect(said.hasPrefix("HTTP/1.1 401") && said.contains("connection: close"))
        // Who sends it nevertheless gets the time to read the answer.
        try connection.receive("bo")
        connection.wait(2)
        #expect(connection.isOpen)
        connection.wait(1)
        #expect(!connection.isOpen)
        #expect(try connection.delivered() == ["head"])
    }

    @Test func `ends at once when the refused body is there as a whole`() throws {
        let connection = try Connection()
        try connection.receive(Self.post + "\r\n")
        try connection.respond(.unauthorized)
        #expect(connection.isOpen)
        try connection.receive("body")
        #expect(!connection.isOpen)
    }

    @Test func `breaks a body off by a timer, whatever arrives meanwhile`() throws {
        let connection = try Connection()
        try connection.receive(Self.post + "\r\n")
        connection.event(.bodyWanted(seconds: 5))
        for byte in ["b", "o", "d"] {
            connection.wait(1)
            try connection.receive(byte)
        }
        connection.wait(1)
        try connection.channel.throwIfErrorCaught()
        connection.wait(1)
        #expect(throws: BodyDelay.self) { try connection.channel.throwIfErrorCaught() }
        try connection.respond(.requestTimeout)
        #expect(try connection.sent().contains("connection: close"))
    }

    @Test func `leaves a body that came in time alone`() throws {
        let connection = try Connection()
        try connection.receive(Self.post + "\r\n")
        connection.event(.bodyWanted(seconds: 5))
        try connection.receive("body")
        connection.wait(1000)
        try connection.channel.throwIfErrorCaught()
        try connection.respond(.ok)
        #expect(connection.isOpen)
    }

    @Test(arguments: [
        "GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.0\r\nHost: node\r\nConnection: keep-alive\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: node\r\nConnection: close\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: node\r\nConnection: TE, Close\r\n\r\n",
    ])
    func `ends after its answer where the client cannot or will not go on`(head: String) throws {
        let connection = try Connection()
        try connection.receive(head)
        try connection.respond(.ok)
        let said = try connection.sent()
        #expect(said.contains("connection: close\r\n") && said.hasSuffix("ok"))
        #expect(!connection.isOpen)
    }

    @Test func `answers one request after the other that came at once`() throws {
        let connection = try Connection()
        try connection.receive(Self.get + Self.get)
        #expect(try connection.delivered() == ["head", "end"])
        try connection.respond(.ok)
        #expect(try connection.delivered() == ["head", "end"])
        try connection.respond(.notFound)
        #expect(try connection.sent().contains("HTTP/1.1 404"))
        #expect(connection.isOpen && connection.stages.last == .waiting)
    }

    @Test(arguments: [true, false])
    func `tells the work when the client has gone`(isHalf: Bool) throws {
        let gone = Mutex(0)
        let connection = try Connection()
        try connection.receive(Self.get)
        connection.event(.working(abandon: { gone.withLock { $0 += 1 } }))
        #expect(gone.withLock { $0 } == 0)
        if isHalf {
            connection.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        } else {
            connection.channel.close(promise: nil)
            connection.wait(0)
        }
        #expect(gone.withLock { $0 } == 1)
    }

    @Test func `tells nothing of a client that leaves after its answer`() throws {
        let gone = Mutex(0)
        let connection = try Connection()
        try connection.receive(Self.get)
        connection.event(.working(abandon: { gone.withLock { $0 += 1 } }))
        try connection.respond(.ok)
        connection.channel.close(promise: nil)
        connection.wait(0)
        #expect(gone.withLock { $0 } == 0)
    }

    @Test func `tells work that begins too late that its client has gone`() throws {
        let gone = Mutex(0)
        let connection = try Connection()
        try connection.receive(Self.get)
        connection.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        connection.event(.working(abandon: { gone.withLock { $0 += 1 } }))
        #expect(gone.withLock { $0 } == 1)
    }
}

@Suite struct `A request's head` {
    private func reply(_ text: String) throws -> (said: String, connection: Connection) {
        let connection = try Connection()
        try connection.receive(text)
        return (try connection.sent(), connection)
    }

    @Test(arguments: [
        "Host: node", "Host: node:8080", "host: [::1]:80", "Host:", "Host: b\u{FC}cher",
    ])
    func `names one host`(line: String) throws {
        let (said, connection) = try reply("GET / HTTP/1.1\r\n\(line)\r\n\r\n")
        let isGood = !line.utf8.contains { $0 >= 0x80 }
        #expect(said.isEmpty == isGood)
        #expect(try connection.delivered() == (isGood ? ["head", "end"] : []))
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\nhOsT: b\r\n\r\n", 400),
        ("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400), ("GET / HTTP/9.9\r\nHost: a\r\n\r\n", 400),
        ("NO HTTP AT ALL\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 40_000))\r\n\r\n", 431),
        ("GET /\(String(repeating: "x", count: 40_000)) HTTP/1.1\r\nHost: a\r\n\r\n", 431),
        (
            "GET / HTTP/1.1\r\nHost: a\r\n"
                + (0..<200).map { "X-\($0): 1\r\n" }.joined() + "\r\n", 431
        ),
        ("POST / HTTP/1.1\r\nHost: a\r\nExpect: a-miracle\r\nContent-Length: 1\r\n\r\n", 417),
    ])
    func `is refused where it breaks the rules`(head: String, status: Int) throws {
        let (said, connection) = try reply(head)
        #expect(said.hasPrefix("HTTP/1.1 \(status) "), "\(said.prefix(200))")
        #expect(said.contains("\r\nConnection: close\r\n") && said.contains("\r\nx-request-id: "))
        #expect(said.contains("application/problem+json") && said.contains("\"code\":"))
        #expect(try connection.delivered().isEmpty)
        #expect(connection.refusals == [status])
        connection.wait(3)
        #expect(!connection.isOpen)
    }

    @Test(arguments: [
        ("Transfer-Encoding: chunked\r\nContent-Length: 3", "1.1", 400),
        ("Content-Length: 3\r\nTransfer-Encoding: chunked", "1.1", 400),
        ("Transfer-Encoding: gzip, chunked", "1.1", 501),
        ("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", "1.1", 501),
        ("Transfer-Encoding: chunked, gzip", "1.1", 400),
        ("Transfer-Encoding: chunked, chunked", "1.1", 400),
        ("Transfer-Encoding: gzip", "1.1", 400), ("Transfer-Encoding: identity", "1.1", 400),
        ("Transfer-Encoding: chun ked", "1.1", 400), ("Transfer-Encoding: xchunked", "1.1", 400),
        ("Transfer-Encoding: chunked", "1.0", 400),
        ("Content-Length: 3\r\nContent-Length: 4", "1.1", 400), ("Content-Length: -1", "1.1", 400),
        ("Content-Length: 3, 3", "1.1", 400),
    ])
    func `leaves no doubt where its body ends`(lines: String, version: String, status: Int) throws {
        let (said, connection) = try reply(
            "POST /v1/x HTTP/\(version)\r\nHost: node\r\n\(lines)\r\n\r\n0\r\n\r\n")
        #expect(said.hasPrefix("HTTP/1.1 \(status) "), "\(said.prefix(200))")
        #expect(try connection.delivered().isEmpty)
        connection.wait(3)
        #expect(!connection.isOpen)
    }

    @Test(arguments: ["chunked", "Chunked", " chunked "])
    func `may name chunked in its spellings`(coding: String) throws {
        let (said, connection) = try reply(
            "POST / HTTP/1.1\r\nHost: node\r\nTransfer-Encoding:\(coding)\r\n\r\n0\r\n\r\n")
        #expect(said.isEmpty, "\(said)")
        #expect(try connection.delivered() == ["head", "end"])
    }

    @Test func `is refused in the form of its path`() throws {
        let bad = "Expect: a\r\nHost: node\r\nContent-Length: 1\r\n\r\n"
        #expect(try reply("POST /v1/x HTTP/1.1\r\n\(bad)").said.contains("{\"error\":{"))
        #expect(try reply("POST //v1/x HTTP/1.1\r\n\(bad)").said.contains("{\"error\":{"))
        #expect(try reply("POST /api/x HTTP/1.1\r\n\(bad)").said.contains("problem+json"))
    }

    @Test func `of HTTP/1.0 expects nothing, and a request without a body neither`() throws {
        let old = try Connection()
        try old.receive("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
        old.event(.bodyWanted(seconds: 1))
        #expect(try old.sent().isEmpty)
        let bare = try Connection()
        try bare.receive("GET / HTTP/1.1\r\nHost: node\r\nExpect: 100-continue\r\n\r\n")
        bare.event(.bodyWanted(seconds: 1))
        #expect(try bare.sent().isEmpty)
    }
}
