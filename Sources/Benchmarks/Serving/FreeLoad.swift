internal import Foundation
internal import Synchronization

/// Strangers without money who ask for all that costs nothing, as long as it is let run.
///
/// Each connection asks again some time after its last answer, whatever the answer was; one that
/// was hung up on comes back. What was asked for is waited for at the end, so that nothing of it
/// burdens what is measured next. All of them live on one thread, and have another address than
/// whoever pays.
final class FreeLoad: Sendable {
    /// What some connections ask for.
    struct Kind: Sendable {
        /// For people.
        let name: String
        let connections: Int
        /// What is sent, in turns.
        let requests: [[UInt8]]
        /// Whether the requests are whole, so that answers come.
        var isWhole = true
    }

    /// How long a connection waits after an answer.
    private static let pause: Duration = .milliseconds(10)
    /// How long one that found no place waits.
    private static let longPause: Duration = .milliseconds(250)
    /// Their address is 127.0.0.x.
    private static let host: UInt8 = 2

    private let port: UInt16
    private let kinds: [Kind]
    private let isOver = Mutex(false)
    private let answered = Mutex<[String: Int]>([:])

    /// A load on a server.
    init(port: UInt16, kinds: [Kind]) {
        self.port = port
        self.kinds = kinds
    }

    /// Answers so far, refusals among them, by the kinds' names.
    var answers: [String: Int] { answered.withLock { $0 } }

    /// Runs a piece of work while the load is on.
    func during<Value>(_ work: () throws -> Value) rethrows -> Value {
        let ended = DispatchSemaphore(value: 0)
        isOver.withLock { $0 = false }
        let thread = Thread { [self] in
            press()
            ended.signal()
        }
        thread.start()
        defer {
            isOver.withLock { $0 = true }
            ended.wait()
        }
        return try work()
    }

    private func press() {
        var clients = kinds.flatMap { kind in
            (0..<kind.connections).map { Client(kind: kind, turn: $0) }
        }
        while true {
            let isOver = isOver.withLock { $0 }
            if isOver, !clients.contains(where: \.isAwaiting) { return }
            let now = ContinuousClock.now
            for index in clients.indices
            where !isOver && clients[index].due.map({ $0 <= now }) ?? false {
                clients[index].ask(port: port)
            }
            var polled = clients.map {
                pollfd(fd: $0.socket?.descriptor ?? -1, events: $0.awaited, revents: 0)
            }
            _ = ServingSocket.wait(for: &polled, milliseconds: 5)
            for index in clients.indices where polled[index].revents != 0 {
                guard clients[index].goesOn() else { continue }
                answered.withLock { $0[clients[index].kind.name, default: 0] += 1 }
            }
        }
    }

    /// One connection.
    private struct Client {
        let kind: Kind
        var turn: Int
        var socket: ServingSocket?
        var reply = ServingReply()
        /// What is not sent yet of the request.
        var rest: ArraySlice<UInt8> = []
        /// When it asks next; nil while it waits for an answer.
        var due: ContinuousClock.Instant? = .now

        init(kind: Kind, turn: Int) {
            self.kind = kind
            self.turn = turn
        }

        /// Whether an answer is under way.
        var isAwaiting: Bool { kind.isWhole && due == nil && socket != nil }

        /// What to wait for.
        var awaited: Int16 { Int16(rest.isEmpty ? POLLIN : POLLIN | POLLOUT) }

        /// Begins to send the next request.
        mutating func ask(port: UInt16) {
            reply = ServingReply()
            rest = kind.requests[turn % kind.requests.count][...]
            turn += 1
            due = nil
            if socket == nil { socket = try? ServingSocket(port: port, from: FreeLoad.host) }
            send()
        }

        /// Sends and takes what can be; whether an answer has come to its end.
        mutating func goesOn() -> Bool {
            send()
            guard let socket else { return false }
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            guard let count = try? socket.receive(into: &buffer),
                (try? reply.take(buffer[..<count])) != nil
            else {
                leave()
                return reply.status != 0
            }
            guard reply.isComplete, kind.isWhole else { return false }
            due = .now + FreeLoad.pause
            // The server refused what it has not read, and would take the rest for a request.
            if !rest.isEmpty { leave() }
            return true
        }

        private mutating func send() {
            guard !rest.isEmpty || socket == nil else { return }
            do {
                guard let socket else { return leave() }
                rest = try socket.sendSome(rest)
            } catch { leave() }
        }

        /// Comes back some time later.
        private mutating func leave() {
            (socket, rest) = (nil, [])
            due = .now + FreeLoad.longPause
        }
    }
}
