import Foundation
import Hummingbird
import Logging
import NIOCore
import NodeAPI
import NodeTestKit

/// A node behind a real port, and a client of its own process.
struct ServedNode {
    let node: SampleNode
    var serving = HTTPServing()
    var limits = RequestLimits()
    var site: (any Site)?

    /// A server that waits for a test which other tests keep from going on.
    init(node: SampleNode) {
        self.node = node
        serving.headSeconds = 600
        serving.idleSeconds = 600
        serving.sendSeconds = 600
        limits.bodySeconds = 600
    }

    struct NotServing: Error {}

    /// Serves while an operation runs, which is given the port.
    func run<Result: Sendable>(
        _ operation: @escaping @Sendable (Int) async throws -> Result
    ) async throws -> Result {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let service = serving.service(
            of: NodeResponder(services: node.services, limits: limits, site: site),
            host: "127.0.0.1", port: 0,
            logger: Logger(label: "serving-tests") { _ in SwiftLogNoOpLogHandler() }
        ) { port.yield($0) }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try? await service.run()
                port.finish()
            }
            var found = ports.makeAsyncIterator()
            guard let bound = await found.next() else { throw NotServing() }
            defer { group.cancelAll() }
            return try await operation(bound)
        }
    }

    /// What a script of Python's standard library prints.
    static func python(_ script: String, _ arguments: String...) async throws -> [UInt8] {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script] + arguments
        let output = try FileHandle(forWritingTo: file)
        process.standardOutput = output
        try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in ended.resume() }
            do { try process.run() } catch { ended.resume(throwing: error) }
        }
        try output.close()
        return Array(try Data(contentsOf: file))
    }
}
