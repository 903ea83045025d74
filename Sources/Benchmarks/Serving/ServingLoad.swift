internal import Foundation
internal import Machine

/// A number of clients that each ask the next question when they have the answer to the last.
///
/// All of them live on one thread: a client is a connection that stays open, and waiting costs
/// nothing.
struct ServingLoad {
    /// What one run of the load has seen.
    struct Outcome {
        /// Of each answer that counts, from the question to the last byte, in microseconds.
        var latencies: [Double] = []
        /// From the moment when all clients were under way to the last answer that counts.
        var seconds = 0.0

        /// The rate.
        var answersPerSecond: Double { Double(latencies.count) / seconds }
    }

    /// How long the next answer may take to arrive.
    private static let patienceSeconds = 60.0

    /// The server's port.
    let port: UInt16
    /// Whole requests, which the clients send in turns.
    let requests: [[UInt8]]
    /// Whether every answer must name a receipt.
    let needsReceipt: Bool

    /// A request with a JSON body.
    static func request(
        _ path: String, port: UInt16, apiKey: String?, body: String
    ) -> [UInt8] {
        let authorization = apiKey.map { "Authorization: Bearer \($0)\r\n" } ?? ""
        return Array(
            """
            POST \(path) HTTP/1.1\r
            Host: 127.0.0.1:\(port)\r
            \(authorization)Content-Type: application/json\r
            Content-Length: \(body.utf8.count)\r
            \r
            \(body)
            """.utf8)
    }

    /// A request without a body.
    static func get(_ path: String, port: UInt16) -> [UInt8] {
        Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n".utf8)
    }

    /// Asks for some time and takes the rate of the answers.
    ///
    /// The time begins when every client has had an answer: by then the clients, which all begin
    /// at once, have spread out. It lasts until each has had another on average, however slow the
    /// server. What is under way at its end is waited for and does not count.
    /// - Parameters:
    ///   - clients: how many ask at the same time.
    ///   - seconds: how long at least.
    /// - Returns: what was seen in that time.
    /// - Throws: `OperationError` for an answer that is not 200 OK, or lacks its receipt.
    func run(clients: Int, seconds: Double) throws -> Outcome {
        var state = try Clients(count: clients, load: self)
        var outcome = Outcome()
        var start: ContinuousClock.Instant?
        var (isOver, lastArrival) = (false, ContinuousClock.now)
        for client in 0..<clients { try state.ask(client) }
        while state.waitingCount > 0 {
            guard state.wait() else {
                guard .now - lastArrival < .seconds(Self.patienceSeconds) else {
                    throw OperationError(
                        .measurement, "\(state.waitingCount) clients got no answer")
                }
                continue
            }
            for client in state.arrived {
                guard try state.receive(client) else { continue }
                lastArrival = .now
                let latency = try state.finish(client, now: lastArrival)
                if isOver { continue }
                if let start {
                    outcome.latencies.append(latency.inSeconds * 1e6)
                    outcome.seconds = (lastArrival - start).inSeconds
                    isOver = outcome.seconds >= seconds && outcome.latencies.count >= clients
                } else if state.isUnderWay {
                    start = lastArrival
                }
                if !isOver { try state.ask(client) }
            }
        }
        return outcome
    }
}

/// The clients of one run.
private struct Clients {
    private let load: ServingLoad
    private var sockets: [ServingSocket] = []
    private var polled: [pollfd] = []
    private var replies: [ServingReply] = []
    private var asked: [ContinuousClock.Instant] = []
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var next = 0
    private var withoutAnswer: Set<Int>
    private(set) var waitingCount = 0

    init(count: Int, load: ServingLoad) throws {
        self.load = load
        withoutAnswer = Set(0..<count)
        for _ in 0..<count {
            let made = try ServingSocket(port: load.port)
            polled.append(pollfd(fd: made.descriptor, events: Int16(POLLIN), revents: 0))
            sockets.append(made)
        }
        replies = Array(repeating: ServingReply(), count: count)
        asked = Array(repeating: .now, count: count)
    }

    /// Whether every client has had an answer.
    var isUnderWay: Bool { withoutAnswer.isEmpty }

    /// The clients for which something has arrived.
    var arrived: [Int] { polled.indices.filter { polled[$0].revents != 0 } }

    mutating func wait() -> Bool { ServingSocket.wait(for: &polled, milliseconds: 1_000) }

    mutating func ask(_ client: Int) throws {
        replies[client] = ServingReply()
        asked[client] = .now
        try sockets[client].send(load.requests[next % load.requests.count])
        next += 1
        waitingCount += 1
    }

    /// Takes what has arrived; returns whether the answer is complete.
    mutating func receive(_ client: Int) throws -> Bool {
        let count = try sockets[client].receive(into: &buffer)
        try replies[client].take(buffer[..<count])
        return replies[client].isComplete
    }

    /// Checks a complete answer; returns how long it took.
    mutating func finish(_ client: Int, now: ContinuousClock.Instant) throws -> Duration {
        let reply = replies[client]
        waitingCount -= 1
        guard reply.status == 200 else {
            throw OperationError(.measurement, "an answer has status \(reply.status)")
        }
        guard reply.hasReceipt || !load.needsReceipt else {
            throw OperationError(.measurement, "an answer has no receipt")
        }
        withoutAnswer.remove(client)
        return now - asked[client]
    }
}

/// One HTTP/1.1 response as it comes in: its head is kept, of its body the length.
package struct ServingReply {
    /// The longest head that a server under test sends.
    private static let headLimit = 16_384
    private static let headEnd: [UInt8] = Array("\r\n\r\n".utf8)

    private var head: [UInt8] = []
    private var bodyLeft: Int?
    /// The status; 0 before the head is there.
    package private(set) var status = 0
    /// The receipt that the response names.
    package private(set) var receipt: UInt64?

    /// A response of which nothing has come yet.
    package init() {}

    /// Whether the response names a receipt.
    package var hasReceipt: Bool { receipt != nil }

    /// Whether the body is there to its end.
    package var isComplete: Bool { bodyLeft == 0 }

    /// Takes bytes of the response.
    ///
    /// - Throws: `OperationError` for a response without a length and for more than one response.
    package mutating func take(_ bytes: ArraySlice<UInt8>) throws {
        if let left = bodyLeft {
            guard bytes.count <= left else {
                throw OperationError(.measurement, "the server said more than asked")
            }
            bodyLeft = left - bytes.count
            return
        }
        // The head's end may lie across two parts.
        let searched = max(0, head.count - Self.headEnd.count + 1)
        head += bytes
        guard let end = Self.headEnd(in: head, from: searched) else {
            guard head.count <= Self.headLimit else {
                throw OperationError(.measurement, "the server's headers do not end")
            }
            return
        }
        let body = head[end...]
        try read(head[..<end])
        try take(body)
    }

    private static func headEnd(in bytes: [UInt8], from start: Int) -> Int? {
        var position = start
        while position + headEnd.count <= bytes.count {
            if bytes[position] == headEnd[0], bytes[position + 1] == headEnd[1],
                bytes[position + 2] == headEnd[2], bytes[position + 3] == headEnd[3]
            {
                return position + headEnd.count
            }
            position += 1
        }
        return nil
    }

    private mutating func read(_ head: ArraySlice<UInt8>) throws {
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
        let first = lines.first?.split(separator: " ") ?? []
        guard first.count >= 2, first[0] == "HTTP/1.1", let status = Int(first[1]) else {
            throw OperationError(.measurement, "the server does not speak HTTP/1.1")
        }
        self.status = status
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            switch line[..<colon].lowercased() {
            case "content-length": bodyLeft = Int(value)
            case "openledger-receipt": receipt = UInt64(value)
            default: break
            }
        }
        guard let left = bodyLeft, left >= 0 else {
            throw OperationError(.measurement, "the server sent no Content-Length")
        }
    }
}
