internal import Foundation
internal import Synchronization

/// Strangers without money who ask for all that costs nothing, as long as it is let run.
///
/// Each connection asks again some time after its last answer, whatever the answer was; one that
/// was hung up on comes back. What was asked for is waited for at the end, so that nothing of it
/// burdens what is measured next. All of them live on one thread.
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
                if clients[index].socket == nil { clients[index].due = now + Self.longPause }
            }
            var polled = clients.map {
                pollfd(fd: $0.socket?.descriptor ?? -1, events: Int16(POLLIN), revents: 0)
            }
            _ = ServingSocket.wait(for: &polled, milliseconds: 5)
            for index in clients.indices where polled[index].revents != 0 {
                guard clients[index].takesAnswer() else { continue }
                clients[index].due = .now + Self.pause
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
        /// When it asks next; nil while it waits for an answer.
        var due: ContinuousClock.Instant? = .now

        init(kind: Kind, turn: Int) {
            self.kind = kind
            self.turn = turn
        }

        /// Whether an answer is under way.
        var isAwaiting: Bool { kind.isWhole && due == nil && socket != nil }

        mutating func ask(port: UInt16) {
            reply = ServingReply()
            if socket == nil { socket = try? ServingSocket(port: port) }
            guard let socket, (try? socket.send(kind.requests[turn % kind.requests.count])) != nil
            else {
                self.socket = nil
                return
            }
            turn += 1
            due = nil
        }

        /// Takes what has come; whether an answer is there to its end, or none can come.
        mutating func takesAnswer() -> Bool {
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            guard let count = try? socket?.receive(into: &buffer),
                (try? reply.take(buffer[..<count])) != nil
            else {
                socket = nil
                return true
            }
            return reply.isComplete && kind.isWhole
        }
    }
}
