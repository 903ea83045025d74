import Foundation
import Hummingbird
import NIOCore
import NodeAPI
import NodeTestKit
import Synchronization
import Testing

@Suite struct `Serving` {
    static let last = "GET /healthz HTTP/1.1\r\nHost: node\r\nConnection: close\r\n\r\n"

    static func post(_ path: String, _ lines: String..., body: String = "") -> String {
        let own = ["Host: node", "Authorization: Bearer key-payer"]
        return (["POST \(path) HTTP/1.1"] + own + lines + ["", body]).joined(separator: "\r\n")
    }

    private func served(_ change: (inout ServedNode) -> Void = { _ in }) throws -> ServedNode {
        var served = ServedNode(node: try SampleNode())
        change(&served)
        return served
    }

    @Test func `begins on a free port and ends when it is told`() async throws {
        let port = try await served().run { port in port }
        #expect((1...65_535).contains(port))
    }

    @Test func `ends beside connections that are silent`() async throws {
        let silent = try await served().run { port in
            let silent = try await RawConnection.open(port: port)
            silent.send("GET / HT")
            let other = try await RawConnection.open(port: port)
            other.send(Self.last)
            #expect(try await other.textUntilEnd().hasPrefix("HTTP/1.1 200"))
            return silent
        }
        #expect(try await silent.textUntilEnd().isEmpty)
    }

    @Test func `answers while others hold half-open connections, of which the oldest go`()
        async throws
    {
        let served = try served {
            $0.serving.connections = 20
            $0.serving.connectionsPerAddress = 8
        }
        try await served.run { port in
            var half: [RawConnection] = []
            for address in 2...6 {
                for _ in 0..<10 {
                    let one = try await RawConnection.open(port: port, from: "127.0.0.\(address)")
                    one.send("POST /v1/embeddings HTTP/1.1\r\nHost")
                    half.append(one)
                }
            }
            let honest = try await RawConnection.open(port: port)
            honest.send(Self.last)
            #expect(try await honest.textUntilEnd().hasPrefix("HTTP/1.1 200"))
            // One more than the number of connections made the 31st go.
            for _ in 0..<2_000 where half.filter(\.isEnded).count < 31 {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(half.filter(\.isEnded).count == 31)
            #expect(half[0].isEnded && !half[49].isEnded)
        }
    }

    @Test func `turns away with a word whom it has no room for`() async throws {
        let site = WaitingSite()
        let served = try served {
            $0.site = site
            $0.serving.connectionsPerAddress = 2
        }
        try await served.run { port in
            let atWork = try await [
                RawConnection.open(port: port), RawConnection.open(port: port),
            ]
            for one in atWork { one.send("GET /wait HTTP/1.1\r\nHost: node\r\n\r\n") }
            await site.waitUntilBegun(2)
            let third = try await RawConnection.open(port: port)
            let said = try await third.textUntilEnd()
            #expect(said.hasPrefix("HTTP/1.1 503 ") && said.contains("too_many_connections"))
            #expect(said.contains("Retry-After: 1\r\n"))
            let other = try await RawConnection.open(port: port, from: "127.0.0.2")
            other.send(Self.last)
            #expect(try await other.textUntilEnd().hasPrefix("HTTP/1.1 200"))
            site.release()
            for one in atWork { #expect(try await one.text(until: "waited").contains(" 200 ")) }
        }
    }

    /// In a process of its own, whose threads no other test takes.
    @Test func `tells health when all threads of the services are taken`() async {
        await #expect(processExitsWith: .success) {
            for path in ["/healthz", "/readyz"] { try await Serving.isTold(path) }
        }
    }

    private static func isTold(_ path: String) async throws {
        try await ServedNode(node: try SampleNode()).run { port in
            let client = try await RawConnection.open(port: port)
            let progress = Progress()
            client.onArrival(of: "200 OK") { progress.state.withLock { $0.isAnswered = true } }
            let threads = ProcessInfo.processInfo.activeProcessorCount
            let wasAnswered = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<threads {
                    group.addTask {
                        let count = progress.state.withLock { state in
                            state.takenThreads += 1
                            return state.takenThreads
                        }
                        if count == threads { client.send(Self.get(path)) }
                        // The thread is held, as a long computation would hold it.
                        return Self.holdThread { progress.state.withLock { $0.isAnswered } }
                    }
                }
                return await group.reduce(true) { $0 && $1 }
            }
            #expect(wasAnswered)
        }
    }

    private final class Progress: Sendable {
        let state = Mutex((takenThreads: 0, isAnswered: false))
    }

    /// Keeps the thread until something is true, at most twenty seconds long.
    private static func holdThread(until isTrue: () -> Bool) -> Bool {
        for _ in 0..<2_000 where !isTrue() { Thread.sleep(forTimeInterval: 0.01) }
        return isTrue()
    }

    static func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: node\r\n\r\n" }

    @Test func `asks for the body of an admitted request, and answers it`() async throws {
        let body = #"{"model":"sentence-transformers/all-MiniLM-L6-v2","input":"a"}"#
        try await served().run { port in
            let client = try await RawConnection.open(port: port)
            client.send(
                Self.post(
                    "/v1/embeddings", "Content-Type: application/json", "Expect: 100-continue",
                    "Content-Length: \(body.utf8.count)"))
            #expect(try await client.text(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            client.send(body)
            let said = try await client.text(until: "\"usage\"")
            #expect(said.contains("HTTP/1.1 200 OK\r\n"))
            #expect(!client.isEnded)
        }
    }

    @Test(arguments: [
        ("Authorization: Bearer nobody", "Content-Length: 10", "401"),
        ("Content-Type: application/json", "Content-Length: 99999999", "413"),
        ("Content-Type: text/plain", "Content-Length: 10", "415"),
        ("Content-Type: application/json\r\nX-Full: 1", "Content-Length: 2000", "503"),
    ])
    func `refuses a body without asking for it`(line: String, length: String, status: String)
        async throws
    {
        let served = try served { if status == "503" { $0.limits.allBodiesBytes = 1_000 } }
        try await served.run { port in
            let client = try await RawConnection.open(port: port)
            var head = Self.post("/v1/embeddings", line, length, "Expect: 100-continue")
            if line.hasPrefix("Authorization") {
                head = head.replacing("Authorization: Bearer key-payer\r\n", with: "")
            }
            client.send(head)
            let said = try await client.textUntilEnd()
            #expect(said.hasPrefix("HTTP/1.1 \(status) "), "\(said)")
            #expect(!said.contains("100 Continue") && said.contains("connection: close"))
        }
    }

    @Test(arguments: ["Content-Length: 100", "Transfer-Encoding: chunked"])
    func `breaks off a body that does not come`(length: String) async throws {
        try await served { $0.limits.bodySeconds = 1 }.run { port in
            let client = try await RawConnection.open(port: port)
            client.send(
                Self.post("/v1/embeddings", "Content-Type: application/json", length))
            let said = try await client.textUntilEnd()
            #expect(said.hasPrefix("HTTP/1.1 408 ") && said.contains("body_too_slow"), "\(said)")
        }
    }

    @Test func `takes no body that ends early for a whole one`() async throws {
        try await served().run { port in
            for (length, start) in [
                ("Content-Length: 100", "{\"a\":1}"),
                ("Transfer-Encoding: chunked", "7\r\n{\"a\":1}\r\n"),
            ] {
                let client = try await RawConnection.open(port: port)
                client.send(
                    Self.post("/v1/embeddings", "Content-Type: application/json", length) + start)
                client.closeOutput()
                let said = try await client.textUntilEnd()
                #expect(said.hasPrefix("HTTP/1.1 400 "), "\(said)")
            }
        }
    }

    @Test(arguments: [true, false])
    func `ends the work for a client that has gone`(isHalf: Bool) async throws {
        let site = WaitingSite()
        try await served { $0.site = site }.run { port in
            let client = try await RawConnection.open(port: port)
            client.send(Self.get("/wait"))
            await site.waitUntilBegun(1)
            if isHalf { client.closeOutput() } else { client.close() }
            #expect(await site.waitUntilEnded() == .cancelled)
            if isHalf { #expect(try await client.textUntilEnd().hasPrefix("HTTP/1.1 499 ")) }
        }
    }

    @Test func `answers HTTP/1.0 and closes`() async throws {
        try await served().run { port in
            let client = try await RawConnection.open(port: port)
            client.send("GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            let said = try await client.textUntilEnd()
            #expect(said.hasPrefix("HTTP/1.1 200") && said.contains("connection: close"))
            #expect(said.contains("Content-Length: ") && said.hasSuffix("}"))
        }
    }

    @Test func `gives up a client that takes nothing of its answer`() async throws {
        let site = WaitingSite()
        let served = try served {
            $0.site = site
            $0.serving.sendSeconds = 1
        }
        try await served.run { port in
            let client = try await RawConnection.open(port: port, reads: false)
            client.send(Self.get("/large"))
            await site.waitUntilBegun(1)
            // Who takes nothing sees no end either, but that of what it sends.
            for _ in 0..<100 where !client.isEnded {
                client.send("G")
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(client.isEnded)
        }
    }

    @Test func `answers before the body that nobody wants, and throws that away`() async throws {
        try await served().run { port in
            let client = try await RawConnection.open(port: port)
            client.send(Self.post("/v1/nothing", "Content-Length: 10000000"))
            let said = try await client.text(until: "unknown_path")
            #expect(said.hasPrefix("HTTP/1.1 404"))
            client.send(Array(repeating: 0x20, count: 1 << 20))
            #expect(try await client.textUntilEnd().hasSuffix("}"))
        }
    }
}

/// A page that waits, and one that is large.
private final class WaitingSite: Site {
    enum End { case released, cancelled }

    private let begins: AsyncStream<Void>.Continuation
    private let beginnings: AsyncStream<Void>
    private let ends: AsyncStream<End>.Continuation
    private let endings: AsyncStream<End>
    private let gate: AsyncStream<Void>.Continuation
    private let gates: AsyncStream<Void>

    init() {
        (beginnings, begins) = AsyncStream.makeStream()
        (endings, ends) = AsyncStream.makeStream()
        (gates, gate) = AsyncStream.makeStream()
    }

    var routes: [Route] {
        [
            .page("/wait") { [self] _ in
                begins.yield()
                for await _ in gates {}
                ends.yield(Task.isCancelled ? .cancelled : .released)
                try Task.checkCancellation()
                return .html("waited")
            },
            .page("/large") { [self] _ in
                begins.yield()
                return .html(String(repeating: "large ", count: 6_000_000))
            },
        ]
    }

    func page(for problem: HTTPProblem) async -> Response {
        .html(problem.message, status: problem.status, headers: problem.headers)
    }

    func release() { gate.finish() }

    func waitUntilBegun(_ wanted: Int) async {
        var left = wanted
        guard left > 0 else { return }
        for await _ in beginnings {
            left -= 1
            if left == 0 { return }
        }
    }

    func waitUntilEnded() async -> End? {
        for await end in endings { return end }
        return nil
    }
}
