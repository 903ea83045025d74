import AuditTestKit
import Datanets
import Foundation
import Identity
import LedgerStorage
import Machine
import MachineTestKit
import Node
import NodeAPI
import Testing
import Wire

@Suite struct `Objections to a node's intake` {
    private static let original = "old violin melody with a new chord for the choir"
    private static let near = original + " and"

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A node with a Datanet in which a row of the payer's is a near-copy of the operator's.
    private func contributed() async throws -> (running: RunningNode, receipt: ContributionReceipt)
    {
        let running = try await RunningNode.trained(in: folder)
        let host = try await running.caller("operator")
        let intake = running.services.intake
        _ = try await intake.foundDatanet("poems", labels: ["ode", "haiku"], caller: host)
        func contribute(_ text: String, _ caller: Caller) async throws -> ContributionReceipt {
            try await intake.contribute(
                [SubmittedRow(text: text, label: "ode")], to: "poems", caller: caller)
        }
        _ = try await contribute(Self.original, host)
        let receipt = try await contribute(Self.near, running.caller("payer"))
        try #require(receipt.duplicateCount == 1)
        return (running, receipt)
    }

    private func object(
        _ running: RunningNode, to receipt: UInt64, as caller: String = "payer",
        reason: String = "a longer song"
    ) async throws -> ObjectionRecord {
        try await running.services.objecting.object(
            to: 0, ofContribution: receipt, reason: reason, in: "poems",
            caller: running.caller(caller))
    }

    private func refusal(_ work: () async throws -> Void) async throws -> ServiceRefusal? {
        do { try await work() } catch let refusal as ServiceRefusal { return refusal }
        return nil
    }

    @Test func `are upheld by the operator, and the row is there after a restart`() async throws {
        var (running, receipt) = try await contributed()
        let host = try await running.caller("operator")
        let payer = try await running.caller("payer")
        let made = try await object(running, to: receipt.reveal)
        #expect(made.contribution == receipt.commit && made.row.text == Self.near)
        #expect(abs(Int64(made.seconds) - Int64(Date().timeIntervalSince1970)) < 600)
        let objecting = running.services.objecting
        for caller in [host, payer] {
            let page = try await objecting.objections(in: "poems", after: nil, caller: caller)
            #expect(page.objections == [made] && page.next == nil)
        }
        let (upheld, isNew) = try await objecting.decide(
            1, in: "poems", isUpheld: true, reason: "it is", caller: host)
        let taken = try #require(upheld.takenIn)
        #expect(isNew && upheld.state == .upheld && taken.row == 1)
        #expect(taken.commit > receipt.reveal && taken.reveal == taken.commit + 1)
        for _ in 0..<2 {
            let again = try await running.services.objecting.decide(
                1, in: "poems", isUpheld: true, reason: "once more", caller: host)
            #expect(!again.isNew && again.objection == upheld)
            let card = try await running.services.catalogue.datanets().last
            #expect(card?.acceptedCount == 2 && card?.contributionCount == 3)
            #expect(card?.objections == ObjectionCounts(open: 0, upheld: 1, dismissed: 0))
            let rows = try await running.services.catalogue.rows(
                of: "poems", query: nil, after: nil)?.rows
            #expect(rows?.map(\.despite) == [nil, nil, 0])
            #expect(rows?.last?.status == .accepted(1) && rows?.last?.account == payer.account)
            try await running.node.close()
            running = try await RunningNode(running.directory)
        }
        try await running.node.close()
        #expect(try AuditedDirectory(running.directory).objections.isEmpty)
    }

    @Test func `are refused by name`() async throws {
        let (running, receipt) = try await contributed()
        let host = try await running.caller("operator")
        let objecting = running.services.objecting
        for reason in ["", " ", "a\u{7}b", String(repeating: "x", count: 1_001)] {
            let refused = try await refusal {
                _ = try await object(running, to: receipt.commit, reason: reason)
            }
            guard case .invalid("reason", _) = refused else {
                Issue.record("\(reason.prefix(9)): \(String(describing: refused))")
                continue
            }
        }
        let unknown = try await refusal { _ = try await object(running, to: 0) }
        #expect(unknown == .notFound("No contribution to this Datanet has the receipt 0."))
        let foreign = try await refusal {
            _ = try await object(running, to: receipt.commit, as: "operator")
        }
        guard case .forbidden = foreign else { throw NotRefused() }
        let payer = try await running.caller("payer")
        let decided = try await refusal {
            _ = try await objecting.decide(
                1, in: "poems", isUpheld: true, reason: "x", caller: payer)
        }
        guard case .forbidden = decided else { throw NotRefused() }
        let nothing = try await refusal {
            _ = try await objecting.decide(
                .max, in: "poems", isUpheld: true, reason: "x", caller: host)
        }
        guard case .notFound = nothing else { throw NotRefused() }
        let nowhere = try await refusal {
            _ = try await objecting.objections(in: "prose", after: nil, caller: host)
        }
        #expect(nowhere == .notFound("There is no Datanet prose."))
        _ = try await object(running, to: receipt.commit)
        let again = try await refusal { _ = try await object(running, to: receipt.commit) }
        guard case .conflict = again else { throw NotRefused() }
        // A refusal leaves the Datanet open.
        let dismissed = try await objecting.decide(
            1, in: "poems", isUpheld: false, reason: "no", caller: host)
        #expect(dismissed.isNew && dismissed.objection.takenIn == nil)
        try await running.node.close()
    }

    @Test func `wait when the contributor's key has gone, and are finished when it is back`()
        async throws
    {
        var (running, receipt) = try await contributed()
        _ = try await object(running, to: receipt.commit)
        let host = try await running.caller("operator")
        let payer = try await running.caller("payer")
        try await running.node.close()
        // As after a kill behind the ruling.
        let files = try DatanetFiles(dataDirectory: running.directory, name: "poems")
        let datanet = try files.read()
        var file = try ObjectionFile(files, of: datanet)
        let ruling = Objection.Ruling(
            isUpheld: true, reason: try ObjectionReason("it is"), seconds: 9)
        try file.append(.rule(on: 1, ruling), of: datanet)
        let key = URL(filePath: KeyFile.path("payer", in: running.directory))
        let kept = try Data(contentsOf: key)
        try FileManager.default.removeItem(at: key)
        running = try await RunningNode(running.directory)
        let waiting = try await running.services.objecting.objections(
            in: "poems", after: nil, caller: host)
        #expect(waiting.objections.map(\.state) == [.upheld])
        #expect(waiting.objections.first?.takenIn == nil)
        let refused = try await refusal {
            _ = try await running.services.objecting.decide(
                1, in: "poems", isUpheld: true, reason: "x", caller: host)
        }
        guard case .forbidden = refused else { throw NotRefused() }
        try await running.node.close()
        try kept.write(to: key)
        running = try await RunningNode(running.directory)
        let done = try await running.services.objecting.objections(
            in: "poems", after: nil, caller: payer)
        #expect(done.objections.first?.takenIn?.row == 1)
        #expect(done.objections.first?.ruling?.reason == "it is")
        try await running.node.close()
    }

    private struct NotRefused: Error {}
}
