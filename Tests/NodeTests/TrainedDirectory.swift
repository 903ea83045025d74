import Foundation
import Identity
import MachineTestKit
import ModelTestKit
import Money
import Node
import NodeAPI
import Testing

/// A data directory in which the node's services did everything: a Datanet was founded, two people
/// gave rows, a model was ordered, trained on the tiny base model and put on sale, and a payer has
/// money.
struct TrainedDirectory: Sendable {
    /// Made once, by the first test that asks.
    static let shared = Task { try await TrainedDirectory() }
    /// The name of the Datanet, and of the model.
    static let name = "made-up"
    static let fee = Amount(nanoOPEN: 10_000_000)
    static let payer = AccountKey.derived(seed: 1, label: "payer")
    static let rowsEach = 30

    private let folder: TemporaryFolder
    let path: String
    /// The order as it ended.
    let job: TrainingJob
    let contributors: [AccountAddress]

    private init() async throws {
        folder = try TemporaryFolder()
        path = folder.path("trained")
        try Self.writeKey(Self.payer, in: path)
        let running = try await RunningNode(path)
        let host = try await running.caller("operator")
        let services = running.services
        _ = try await services.intake.foundDatanet(
            Self.name, labels: MadeUpRows.labels, caller: host)
        let rows = MadeUpRows.rows(2 * Self.rowsEach)
        var contributors: [AccountAddress] = []
        for start in [0, Self.rowsEach] {
            let (account, _) = try await services.intake.openAccount(caller: host)
            let receipt = try await services.intake.contribute(
                rows[start..<start + Self.rowsEach].map(SubmittedRow.init), to: Self.name,
                caller: Caller(account: account, isOperator: false))
            #expect(receipt.acceptedCount == Self.rowsEach)
            contributors.append(account)
        }
        self.contributors = contributors
        let (maker, _) = try await services.intake.openAccount(caller: host)
        job = try await running.finish(
            TrainingOrder(
                caller: Caller(account: maker, isOperator: false), name: Self.name,
                datanet: Self.name, fee: Self.fee, evaluation: Self.unseen(30), epochs: 4))
        _ = try await services.intake.deposit(
            Amount(nanoOPEN: 1_000_000_000), for: Self.payer.address, source: "funding",
            caller: host)
        try await running.node.close()
    }

    /// Rows that the Datanet does not hold.
    static func unseen(_ count: Int, seed: UInt64 = 1) -> [SubmittedRow] {
        let seen = Set(MadeUpRows.rows(4 * rowsEach).map(\.text))
        return MadeUpRows.rows(2 * count, seed: seed, label: "evaluation rows")
            .filter { !seen.contains($0.text) }.prefix(count)
            .map { SubmittedRow(text: $0.text, label: $0.label) }
    }

    /// A key file with an API key of its own: `ol-` and the account.
    private static func writeKey(_ key: AccountKey, in directory: String) throws {
        try FileManager.default.createDirectory(
            atPath: directory + "/keys", withIntermediateDirectories: true)
        let secret = key.secret.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
        let json = """
            {"account": "\(key.address)", "secret": "\(secret)", "apiKey": "ol-\(key.address)"}
            """
        try Data(json.utf8).write(to: URL(fileURLWithPath: directory + "/keys/payer.json"))
    }
}
