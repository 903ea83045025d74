internal import LedgerStorage
internal import Logging
internal import Machine
internal import NodeAPI
internal import ServiceLifecycle

/// Whether a node can do what it is for: write to its log, and keep what opens its answers.
struct NodeCondition: Readiness {
    let writer: any StoredLog
    let openings: OpeningsLog
    let disclosures: DisclosureLog

    func obstacles() async -> [String] { await failures().map(Self.sentence) }

    /// What stands in the way now; what could not be written beside the log is tried again.
    func failures() async -> [OperationError] {
        let failures = [
            await writer.obstacle, await openings.tryAgain(), await disclosures.tryAgain(),
        ]
        return failures.compactMap { $0 }
    }

    /// What everybody may know: the words of a failure may name files of this machine.
    private static func sentence(_ failure: OperationError) -> String {
        switch failure.code {
        case .unkept: "What lies beside the log cannot be written to the disk at present."
        case .clock: "The machine's clock has jumped ahead, so that no entry can be dated."
        case .locked: "Another process may write to the log."
        default: "The log takes no entry until the operator starts the node again."
        }
    }
}

/// Looks after the node's condition while it serves, and writes a line when it changes: an outage
/// must not wait for somebody who asks.
struct ConditionWatch: Service {
    private static let intervalSeconds = 5

    let condition: NodeCondition
    let logger: Logger

    /// Looks until the node shuts down.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            var last: [String] = []
            while !Task.isCancelled {
                last = await look(after: last)
                do { try await Task.sleep(for: .seconds(Self.intervalSeconds)) } catch { return }
            }
        }
    }

    /// Compares what stands in the way with what did.
    ///
    /// - Returns: what stands in the way now.
    func look(after last: [String]) async -> [String] {
        let now = await condition.failures().map(\.message)
        guard now != last else { return now }
        if now.isEmpty {
            logger.notice("ready again")
        } else {
            logger.error("not ready", metadata: ["error": "\(now.joined(separator: " "))"])
        }
        return now
    }
}
