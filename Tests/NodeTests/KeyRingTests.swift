import Foundation
import Identity
import LedgerStorage
import Machine
import MachineTestKit
import Money
import Node
import NodeAPI
import Testing

@Suite struct `A node's keys` {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `are drawn with an API key, kept for the owner alone, and found again`() async throws
    {
        var running = try await RunningNode(folder.path("node"))
        let host = try await running.caller("operator")
        #expect(host.isOperator)
        let (account, apiKey) = try await running.services.intake.openAccount(caller: host)
        let expected = Caller(account: account, isOperator: false)
        #expect(await running.services.callers.caller(apiKey: apiKey) == expected)
        #expect(try await running.services.callers.balance(of: account) == .zero)
        let path = "\(running.directory)/keys/\(account).json"
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect((mode as? NSNumber)?.intValue == 0o600)
        #expect(try KeyFile.read(path).key.address == account)
        try await running.node.close()
        running = try await RunningNode(running.directory)
        #expect(await running.services.callers.caller(apiKey: apiKey) == expected)
        try await running.node.close()
    }

    @Test func `are not found by anything else`() async throws {
        let running = try await RunningNode(folder.path("node"))
        let host = try await running.caller("operator")
        let (account, apiKey) = try await running.services.intake.openAccount(caller: host)
        for wrong in ["", "ol-", apiKey + " ", apiKey.uppercased(), "\(account)"] {
            #expect(await running.services.callers.caller(apiKey: wrong) == nil, "\(wrong)")
        }
        #expect(await running.services.callers.visitor() == nil)
        try await running.node.close()
    }

    @Test func `that appear while the node runs are found when they are used`() async throws {
        let running = try await RunningNode(folder.path("node"))
        let host = try await running.caller("operator")
        let other = try await RunningNode(folder.path("other"))
        let stranger = try await other.caller("operator")
        let (account, apiKey) = try await other.services.intake.openAccount(caller: stranger)
        #expect(await running.services.callers.caller(apiKey: apiKey) == nil)
        let name = "/keys/\(account).json"
        try FileManager.default.copyItem(
            atPath: other.directory + name, toPath: running.directory + name)
        #expect(await running.services.callers.caller(apiKey: apiKey)?.account == account)
        #expect(await running.services.callers.caller(apiKey: apiKey)?.isOperator == false)
        // Its account is opened by the first money that it gets.
        _ = try await running.services.intake.deposit(
            Amount(nanoOPEN: 7), for: account, source: "cash", caller: host)
        #expect(
            try await running.services.callers.balance(of: account) == Amount(nanoOPEN: 7))
        for node in [running, other] { try await node.node.close() }
    }

    @Test func `that are damaged stop the node with the file's name`() async throws {
        let running = try await RunningNode(folder.path("node"))
        try await running.node.close()
        try Data("{}".utf8).write(
            to: URL(fileURLWithPath: running.directory + "/keys/damaged.json"))
        let error = await #expect(throws: OperationError.self) {
            try await RunningNode(running.directory)
        }
        #expect(error?.message.contains("damaged.json") == true)
    }
}
