import Foundation
import Identity
import LedgerStorage
import Logging
import Money
import Node
import NodeAPI
import Tensors

/// A node over a copy of the finished demonstration, without HTTP.
struct RunningNode {
    let node: NodeServer
    let directory: String

    var services: NodeServices { node.services }

    init(
        _ directory: String, worker: String = "/bin/false",
        configuration: NodeConfiguration = NodeConfiguration()
    ) async throws {
        self.directory = directory
        let finished = try await FinishedDemonstration.shared.value
        node = try await NodeServer.open(
            configuration, dataDirectory: directory, base: finished.base,
            threads: ComputeThreads(count: 1),
            clock: .system { UInt64(Date().timeIntervalSince1970) },
            worker: NodeServer.Worker(program: worker, arguments: [], environment: [:]),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// A node over a fresh copy.
    static func demonstration(
        in house: DemonstrationHouse, as name: String = "node"
    ) async throws -> RunningNode {
        let finished = try await FinishedDemonstration.shared.value
        return try await RunningNode(house.copy(of: finished.directory, as: name))
    }

    /// The model's name in the demonstration.
    static let model = "debian-sections"

    /// The account of a key file.
    func caller(_ name: String) async throws -> Caller {
        let key = try ContributorKey.read("\(directory)/keys/\(name).json")
        let host = try ContributorKey.read("\(directory)/keys/operator.json")
        return Caller(account: key.address, isOperator: key.address == host.address)
    }

    func ask(
        _ question: String, as caller: Caller, key: String? = nil, maximumFee: Amount? = nil,
        model: String = Self.model
    ) async throws -> AnswerRecord {
        try await services.answering.answer(
            QuestionOrder(
                caller: caller, model: model, question: question, idempotencyKey: key,
                maximumFee: maximumFee))
    }
}
