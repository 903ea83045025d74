internal import HTTPTypes
internal import HummingbirdCore
internal import Logging
package import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes
internal import NIOHTTPTypesHTTP1

/// One connection to the server: its handlers, and the loop that answers its requests.
struct ConnectionChannel: ServerChildChannel, HTTPChannelHandler {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let responder: HTTPChannelHandler.Responder
    let serving: HTTPServing
    let open: OpenConnections
    /// Told of a request that is refused before it reaches the responder.
    let report: @Sendable (HTTPProblem) -> Void

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            try? channel.syncOptions?.setOption(
                .socketOption(.so_rcvbuf), value: numericCast(serving.receiveBufferBytes))
            let pipeline = channel.pipeline.syncOperations
            let id = open.admit(ClientAddress(channel.remoteAddress)) {
                channel.close(promise: nil)
            }
            if let id {
                channel.closeFuture.whenComplete { _ in open.leave(id) }
            } else {
                report(.tooManyConnections)
                try pipeline.addHandler(TurnedAwayHandler())
            }
            try serving.addHandlers(
                to: pipeline, move: { [open] in open.move(id ?? 0, to: $0) },
                hold: { [open] in open.hold(id ?? 0, bytes: $0) }, report: report)
            // Few parts are read ahead: what has not been admitted counts towards no limit.
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel,
                configuration: .init(
                    backPressureStrategy: .init(lowWatermark: 1, highWatermark: 2),
                    isOutboundHalfClosureEnabled: true))
        }
    }

    func handle(value: Value, logger: Logger) async {
        await withTaskExecutorPreference(EventLoopExecutor(value.channel.eventLoop)) {
            await handleHTTP(asyncChannel: value, logger: logger)
        }
    }
}

extension HTTPServing {
    /// Adds the handlers behind a connection's socket, of which the library's come first.
    ///
    /// Its assistance with pipelining lets one request through at a time, and closes the connection
    /// after it when the server shuts down.
    ///
    /// - Parameters:
    ///   - pipeline: of a connection that is not active yet.
    ///   - move: told what the connection does.
    ///   - hold: told how many bytes of responses wait for the client.
    ///   - report: told of requests that are refused before they reach a responder.
    /// - Throws: what the pipeline throws.
    package func addHandlers(
        to pipeline: ChannelPipeline.SynchronousOperations,
        move: @escaping (OpenConnections.Stage) -> Void,
        hold: @escaping (Int) -> Void = { _ in }, report: @escaping (HTTPProblem) -> Void
    ) throws {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = headerBytes
        limits.maxHeaderListSize = headerBytes
        limits.maxHeaderFieldCount = headerCount
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: true, withErrorHandling: false,
            // HTTPTypes has validated them.
            withOutboundHeaderValidation: false, withEncoderConfiguration: .init(),
            withDecoderLimitConfiguration: limits)
        try pipeline.addHandler(
            ConnectionHandler(serving: self, move: move, hold: hold, report: report))
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
    }
}

/// Answers a connection that there is no room for, whatever it sends, and closes it.
private final class TurnedAwayHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func channelActive(context: ChannelHandlerContext) {
        let problem = HTTPProblem.tooManyConnections
        let (type, body) = problem.content(as: .problem)
        let head =
            "HTTP/1.1 \(problem.status)\r\nContent-Type: \(type)\r\n"
            + "Content-Length: \(body.count)\r\nConnection: close\r\n"
            + "Retry-After: \(problem.headers[.retryAfter] ?? "")\r\n\r\n"
        var buffer = ByteBuffer(string: head)
        buffer.writeBytes(body)
        let isWritten = context.writeAndFlush(wrapOutboundOut(buffer))
        let channel = context.channel
        isWritten.whenComplete { _ in channel.close(promise: nil) }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
}
