import NIOCore
import NIOPosix
import Synchronization

/// One connection to a server of this process, which sends the bytes that it is given.
///
/// It lives on the event loops' threads, so that it goes on when all threads that Swift's tasks
/// share are taken.
package final class RawConnection: Sendable {
    /// Nothing came in this time.
    package struct Silence: Error, CustomStringConvertible {
        package let description: String
    }

    /// How long anything is waited for; all threads may be taken by other tests for a minute.
    private static let patience = TimeAmount.seconds(300)

    private let channel: any Channel
    private let inbox: Inbox

    private init(channel: any Channel, inbox: Inbox) {
        self.channel = channel
        self.inbox = inbox
    }

    /// Connects to 127.0.0.1.
    ///
    /// - Parameters:
    ///   - port: the server's.
    ///   - address: where from; Linux takes all of 127.0.0.0/8 for this machine.
    ///   - reads: whether it takes what the server sends.
    /// - Returns: the open connection.
    /// - Throws: what stands against connecting.
    package static func open(
        port: Int, from address: String = "127.0.0.1", reads: Bool = true
    ) async throws -> RawConnection {
        let inbox = Inbox()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(to: SocketAddress(ipAddress: address, port: 0))
            .channelOption(.autoRead, value: reads)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { $0.pipeline.addHandler(inbox) }
            .connect(host: "127.0.0.1", port: port).get()
        channel.closeFuture.whenComplete { _ in inbox.end() }
        return RawConnection(channel: channel, inbox: inbox)
    }

    /// What came so far.
    package var text: String { inbox.text }
    /// Whether the server has closed the connection or its side of it.
    package var isEnded: Bool { inbox.isEnded }

    /// Sends bytes; what the server does not take any more is dropped.
    package func send(_ text: String) { send(Array(text.utf8)) }

    /// Sends bytes; what the server does not take any more is dropped.
    package func send(_ bytes: [UInt8]) {
        channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    }

    /// Calls back on the event loop when a text has come, or the end.
    package func onArrival(of part: String, _ told: @escaping @Sendable () -> Void) {
        inbox.wait(for: part, told)
    }

    /// All that came, once a text is among it or the server has ended it.
    package func text(until part: String) async throws -> String {
        let promise = channel.eventLoop.makePromise(of: Void.self)
        inbox.wait(for: part) { promise.succeed() }
        let alarm = channel.eventLoop.scheduleTask(in: Self.patience) { [inbox] in
            promise.fail(Silence(description: "'\(part)' did not come: \(inbox.text)"))
        }
        defer { alarm.cancel() }
        try await promise.futureResult.get()
        return inbox.text
    }

    /// All that came, once the server has ended it.
    package func textUntilEnd() async throws -> String {
        // No text holds this.
        try await text(until: "\u{0}\u{0}\u{0}end\u{0}")
    }

    /// Says that nothing more will be sent.
    package func closeOutput() { channel.close(mode: .output, promise: nil) }

    /// Goes away.
    package func close() { channel.close(promise: nil) }
}

/// What came over a connection, and who waits for it.
private final class Inbox: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private struct State {
        var received = ByteBuffer()
        var isEnded = false
        var waiting: [(part: String, told: @Sendable () -> Void)] = []

        /// Takes out those who need not wait any longer.
        mutating func due() -> [@Sendable () -> Void] {
            let text = String(buffer: received)
            let due = waiting.filter { isEnded || text.contains($0.part) }
            waiting.removeAll { isEnded || text.contains($0.part) }
            return due.map(\.told)
        }
    }

    private let state = Mutex(State())

    var text: String { state.withLock { String(buffer: $0.received) } }
    var isEnded: Bool { state.withLock { $0.isEnded } }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        tell { $0.received.writeImmutableBuffer(part) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { end() }
        context.fireUserInboundEventTriggered(event)
    }

    /// A reset is an end like any other.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func end() { tell { $0.isEnded = true } }

    func wait(for part: String, _ told: @escaping @Sendable () -> Void) {
        tell { $0.waiting.append((part, told)) }
    }

    private func tell(_ change: (inout State) -> Void) {
        let due = state.withLock { state in
            change(&state)
            return state.due()
        }
        for told in due { told() }
    }
}
