internal import Hummingbird
internal import NIOCore
internal import NIOHTTP1

/// What the responder tells its request's connection.
package enum ConnectionEvent: Sendable {
    /// The request is admitted: its body may come, within so many seconds.
    case bodyWanted(seconds: Int)
    /// The request is at work; to be told when the client goes away before its response is there.
    case working(abandon: @Sendable () -> Void)
}

/// The body of a request did not arrive in its time.
package struct BodyDelay: Error {}

/// Keeps one connection to its deadlines and to HTTP's rules, whatever its client does.
///
/// It stands between the library's parser, which lets one request through at a time, and the loop
/// that answers. All deadlines are the event loop's timers. Not a byte of a body is read from the
/// socket before the responder wants it, but for what came together with the head.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private enum Phase {
        /// For a request's head.
        case waiting
        /// A request's head has come, its end has not.
        case receiving
        /// A request is there as a whole and has no response yet.
        case working
        /// The last response is under way or out; what still comes is thrown away.
        case ending
    }

    private let serving: HTTPServing
    private let move: (OpenConnections.Stage) -> Void
    private let hold: (Int) -> Void
    private let report: (HTTPProblem) -> Void

    private var phase = Phase.waiting
    /// Whether the response under way is the connection's last.
    private var isLast = false
    private var hasResponseBegun = false
    private var expectsContinue = false
    /// Whether more of the last request may come after its response.
    private var isRequestUnfinished = false
    private var holdsReads = false
    private var hasHeldRead = false
    private var isInputClosed = false
    /// Responses that are written and not yet taken.
    private var untakenResponses = 0
    private var abandon: (@Sendable () -> Void)?
    /// For what the client has to send.
    private var inputTimer: Scheduled<Void>?
    /// For what the client has to take.
    private var outputTimer: Scheduled<Void>?

    /// A connection that has just been opened.
    ///
    /// - Parameters:
    ///   - serving: limits and deadlines.
    ///   - move: told what the connection does.
    ///   - hold: told how many bytes of responses wait for the client.
    ///   - report: told of requests that are refused here.
    init(
        serving: HTTPServing, move: @escaping (OpenConnections.Stage) -> Void,
        hold: @escaping (Int) -> Void, report: @escaping (HTTPProblem) -> Void
    ) {
        self.serving = serving
        self.move = move
        self.hold = hold
        self.report = report
    }
}

// MARK: - What comes in

extension ConnectionHandler {
    func channelActive(context: ChannelHandlerContext) {
        closeUnlessHeadComes(in: serving.headSeconds, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        inputTimer?.cancel()
        outputTimer?.cancel()
        clientHasGone()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), phase) {
        case (.head(let head), .waiting):
            inputTimer?.cancel()
            if let problem = RequestHeadRules.problem(with: head) {
                isRequestUnfinished = true
                return refuse(problem, at: head.uri, context)
            }
            phase = .receiving
            isLast = isInputClosed || !RequestHeadRules.isPersistent(head)
            expectsContinue = RequestHeadRules.expectsContinue(head)
            holdsReads = RequestHeadRules.hasBody(head)
            move(.receiving)
            context.fireChannelRead(data)
        case (.body, .receiving): context.fireChannelRead(data)
        case (.end, .receiving):
            inputTimer?.cancel()
            phase = .working
            move(.working)
            context.fireChannelRead(data)
            letReadsPass(context)
        case (.end, .ending) where isRequestUnfinished:
            isRequestUnfinished = false
            if untakenResponses == 0 { context.close(promise: nil) }
        case (.head, .receiving), (.head, .working), (.head, .ending), (.body, .waiting),
            (.body, .working), (.body, .ending), (.end, .waiting), (.end, .working),
            (.end, .ending):
            break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        // Nobody behind this handler asks for what is thrown away.
        if phase == .ending { context.read() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event {
            isInputClosed = true
            // Who has stopped to send is taken for gone, as most servers take it.
            clientHasGone()
            switch phase {
            case .waiting, .ending:
                phase = .ending
                if untakenResponses == 0 { context.close(promise: nil) }
            case .receiving, .working: isLast = true
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch phase {
        case .waiting where error is HTTPParserError:
            inputTimer?.cancel()
            isRequestUnfinished = true
            let isTooLong = error as? HTTPParserError == .headerOverflow
            refuse(isTooLong ? .headTooLarge : .unreadableRequest, at: "", context)
        case .waiting, .receiving, .working: context.fireErrorCaught(error)
        case .ending: break
        }
    }

    private func clientHasGone() {
        abandon?()
        abandon = nil
    }

    private func letReadsPass(_ context: ChannelHandlerContext) {
        holdsReads = false
        guard hasHeldRead else { return }
        hasHeldRead = false
        context.read()
    }
}

// MARK: - What goes out

extension ConnectionHandler {
    func read(context: ChannelHandlerContext) {
        if holdsReads { hasHeldRead = true } else { context.read() }
    }

    func triggerUserOutboundEvent(
        context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
    ) {
        guard let event = event as? ConnectionEvent else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        switch event {
        case .bodyWanted(let seconds): letBodyCome(in: seconds, context)
        case .working(let abandon):
            self.abandon = abandon
            if isInputClosed || phase == .ending { clientHasGone() }
        }
        promise?.succeed()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        // The loop behind answers what it cannot read, even where this handler has answered.
        guard phase == .receiving || phase == .working else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(var head):
            hasResponseBegun = true
            // The rest of a request that nobody reads would be taken for the next one.
            isLast = isLast || phase == .receiving || head.isLast
            if isLast { head.headers.replaceOrAdd(name: "connection", value: "close") }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body: context.write(data, promise: promise)
        case .end: endResponse(data, promise, context)
        }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode == .output else { return context.close(mode: mode, promise: promise) }
        // The loop behind has ended. The connection does so when its responses are taken.
        promise?.succeed()
        guard phase != .ending else { return }
        phase = .ending
        if untakenResponses == 0 { end(context) }
    }

    private func letBodyCome(in seconds: Int, _ context: ChannelHandlerContext) {
        guard phase == .receiving, !hasResponseBegun else { return }
        if expectsContinue {
            expectsContinue = false
            let head = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
        }
        inputTimer?.cancel()
        inputTimer = schedule(in: seconds, context) { handler, context in
            guard handler.phase == .receiving, !handler.hasResponseBegun else { return }
            context.fireErrorCaught(BodyDelay())
        }
        letReadsPass(context)
    }

    /// Writes the end of a response, and waits for what comes next or for the connection's end.
    private func endResponse(
        _ data: NIOAny, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext
    ) {
        isRequestUnfinished = phase == .receiving
        phase = isLast ? .ending : .waiting
        hasResponseBegun = false
        abandon = nil
        inputTimer?.cancel()
        if !isLast { closeUnlessHeadComes(in: serving.idleSeconds, context) }
        letReadsPass(context)
        // The write may let the next request in, before it returns.
        write(lastPart: data, promise, context)
    }

    private func write(
        lastPart data: NIOAny, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext
    ) {
        untakenResponses += 1
        move(.sending)
        let taken = context.eventLoop.makePromise(of: Void.self)
        taken.futureResult.assumeIsolated().whenComplete { [self] _ in
            untakenResponses -= 1
            guard untakenResponses == 0 else { return }
            outputTimer?.cancel()
            outputTimer = nil
            hold(0)
            switch phase {
            case .waiting: move(.waiting)
            case .receiving, .working: break
            case .ending: end(context)
            }
        }
        taken.futureResult.cascade(to: promise)
        context.write(data, promise: taken)
        if untakenResponses > 0, outputTimer == nil {
            let untaken = Self.untakenBytes(context)
            closeUnlessTaken(from: untaken, context)
            hold(untaken)
        }
    }

    private static func untakenBytes(_ context: ChannelHandlerContext) -> Int {
        (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }
}

// MARK: - Deadlines and ends

extension ConnectionHandler {
    private func schedule(
        in seconds: Int, _ context: ChannelHandlerContext,
        _ action: @escaping (ConnectionHandler, ChannelHandlerContext) -> Void
    ) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(Int64(seconds))) {
            action(self, context)
        }
    }

    private func closeUnlessHeadComes(in seconds: Int, _ context: ChannelHandlerContext) {
        inputTimer?.cancel()
        inputTimer = schedule(in: seconds, context) { handler, context in
            guard handler.phase == .waiting else { return }
            context.close(promise: nil)
        }
    }

    private func closeUnlessTaken(from before: Int, _ context: ChannelHandlerContext) {
        outputTimer = schedule(in: serving.sendSeconds, context) { handler, context in
            guard handler.untakenResponses > 0 else { return }
            let left = Self.untakenBytes(context)
            guard before - left >= handler.serving.sendBytes else {
                return context.close(promise: nil)
            }
            handler.hold(left)
            handler.closeUnlessTaken(from: left, context)
        }
    }

    /// Answers a request that goes no further, as the connection's last.
    private func refuse(
        _ problem: HTTPProblem, at target: String, _ context: ChannelHandlerContext
    ) {
        phase = .ending
        report(problem)
        let (type, body) = problem.content(as: HTTPProblem.Form(path: target))
        var headers = HTTPHeaders(problem.headers.map { ($0.name.rawName, $0.value) })
        headers.add(name: "Content-Type", value: type)
        headers.add(name: "Content-Length", value: String(body.count))
        headers.add(name: "Connection", value: "close")
        headers.add(name: "x-request-id", value: "\(RequestID())")
        let status = HTTPResponseStatus(
            statusCode: problem.status.code, reasonPhrase: problem.status.reasonPhrase)
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(
            wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        write(lastPart: NIOAny(HTTPServerResponsePart.end(nil)), nil, context)
        context.flush()
    }

    /// Closes a connection whose last response is taken.
    ///
    /// While its client still sends, only the way out is closed at first: the end of a connection
    /// with unread bytes is a reset, which may reach the client before the response does.
    private func end(_ context: ChannelHandlerContext) {
        guard isRequestUnfinished, !isInputClosed else { return context.close(promise: nil) }
        context.close(mode: .output, promise: nil)
        inputTimer?.cancel()
        inputTimer = schedule(in: serving.lingerSeconds, context) { _, context in
            context.close(promise: nil)
        }
        context.read()
    }
}

extension HTTPResponseHead {
    /// Whether the responder wants the connection to end with this response.
    fileprivate var isLast: Bool {
        headers[canonicalForm: "connection"].contains { $0.lowercased() == "close" }
    }
}
