internal import Hummingbird
internal import NIOCore

/// Work for a request, away from the connections' threads.
enum RequestWork {
    /// Does the work while the connection is looked after.
    ///
    /// - Parameters:
    ///   - channel: the connection; nil for a request that did not come over one.
    ///   - executor: where the work runs.
    ///   - outlivesClient: whether the work goes on when the client has gone; its task is
    ///     cancelled otherwise.
    ///   - work: what gives the response.
    /// - Returns: what the work returned, which nobody may read any more.
    static func run(
        over channel: (any Channel)?, on executor: any TaskExecutor, outlivesClient: Bool,
        _ work: @escaping @Sendable () async -> Response
    ) async -> Response {
        let (departures, departure) = AsyncStream.makeStream(of: Never.self)
        if let channel, !outlivesClient {
            let event = ConnectionEvent.working(abandon: { departure.finish() })
            channel.triggerUserOutboundEvent(event, promise: nil)
            // The handlers of a connection that has ended are gone, and tell nothing.
            if !channel.isActive { departure.finish() }
        }
        return await withTaskGroup(of: Response?.self) { group in
            group.addTask(executorPreference: executor) { await work() }
            group.addTask {
                for await _ in departures {}
                return nil
            }
            while let ended = await group.next() {
                group.cancelAll()
                if let response = ended { return response }
            }
            return HTTPProblem.clientGone.response(as: .problem)
        }
    }
}
