import Economy
import Foundation
import Identity
import Ledger
import LedgerStorage
import MachineTestKit
import ModelFactory
import ModelTestKit
import Money
import Node
import NodeAPI
import Tensors
import Testing
import Verifier

@Suite struct `A node's training` {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func order(
        _ caller: Caller, name: String = "second", fee: UInt64 = 5, epochs: Int? = 1,
        datanet: String = RunningNode.model, evaluation: [SubmittedRow]? = nil
    ) -> TrainingOrder {
        TrainingOrder(
            caller: caller, name: name, datanet: datanet, fee: Amount(nanoOPEN: fee),
            evaluation: evaluation, epochs: epochs)
    }

    @Test func `puts a model on sale whose answers verify and are repeated`() async throws {
        let trained = try await TrainedDirectory.shared.value
        #expect(trained.job.state == .succeeded, "\(trained.job.failure ?? "")")
        let running = try await RunningNode.trained(in: folder)
        let payer = try await running.caller("payer")
        var records: [AnswerRecord] = []
        let questions = MadeUpRows.rows(30, seed: 3)
        for row in questions { records.append(try await running.ask(row.text, as: payer)) }
        let right = zip(records, questions).count { $0.text?.answer == $1.label }
        #expect(right >= 24, "\(right) of \(questions.count)")
        let paid = Set(records.flatMap { $0.answer.lines.map(\.account) })
        #expect(paid.isSubset(of: trained.contributors) && !paid.isEmpty)
        let key = try await running.services.ledger.head().verifierKey
        for record in records {
            #expect(ReceiptVerifier.verify(file: record.receipt.fileBytes, key: key).isVerified)
        }
        try await running.node.close()
        let findings = try Recomputation(
            dataDirectory: running.directory, base: RunningNode.base.get(),
            threads: ComputeThreads(count: 1)
        ).findings(forReceipts: records.map(\.receipt.fileBytes))
        #expect(findings.count == records.count)
        for finding in findings {
            guard case .proved = finding.outcome else {
                Issue.record("\(finding.outcome)")
                continue
            }
        }
    }

    @Test func `shows what it measured on the card`() async throws {
        let running = try await RunningNode.trained(in: folder)
        let card = try #require(try await running.services.catalogue.models().first)
        #expect(card.name == RunningNode.model && card.home?.name == RunningNode.model)
        #expect(card.labels == MadeUpRows.labels)
        let accuracy = try #require(card.metrics.first)
        #expect(card.metrics.count == 1 && accuracy.name == "accuracy")
        #expect(accuracy.count == 30 && accuracy.value >= 24)
        #expect(card.isEvaluationOpened)
        #expect(card.terms.fee == TrainedDirectory.fee)
        try await running.node.close()
    }

    @Test func `ends in an abort that the log holds when its worker fails`() async throws {
        let running = try await RunningNode.trained(
            in: folder, launcher: .failing("out of memory"))
        let payer = try await running.caller("payer")
        let job = try await running.finish(order(payer))
        #expect(job.state == .failed && job.failure?.contains("out of memory") == true)
        let entries = try await running.services.ledger.entries(before: nil)
        #expect(
            entries.prefix(4).map(\.kind) == [
                "trainingAbort", "beaconReveal", "manifestCommit", "evaluationCommit",
            ])
        try await running.node.close()
        let later = try await RunningNode(running.directory)
        #expect(await later.services.training.jobs().map(\.id).first == job.id)
        try await later.node.close()
    }

    @Test func `goes on after a restart, and trains to the same files`() async throws {
        let first = try await RunningNode.trained(
            in: folder,
            launcher: TrainingLauncher { _, _, _ in
                try await Task.sleep(for: .seconds(60))
                return 1
            })
        let payer = try await first.caller("payer")
        let job = try await first.services.training.queue(order(payer))
        let work = Task { try await first.node.train() }
        for _ in 0..<400 {
            let kinds = try await first.services.ledger.entries(before: nil).map(\.kind)
            if kinds.first == "beaconReveal" { break }
            try await Task.sleep(for: .milliseconds(10))
        }
        work.cancel()
        _ = try? await work.value
        let cut = try await first.services.ledger.head().size
        try await first.node.close()
        let running = try await RunningNode(first.directory)
        let ended = try await running.finish(job.id)
        #expect(ended.state == .succeeded, "\(ended.failure ?? "")")
        let kinds = try await running.services.ledger.entries(before: nil)
            .filter { $0.index >= cut }.map(\.kind)
        #expect(kinds == ["evaluationOpen", "deploy", "trainingResult"])
        #expect(
            try await running.ask("a ripe plum", as: payer, model: "second").answer.fee
                == Amount(nanoOPEN: 5))
        try await running.node.close()
    }

    @Test func `refuses orders that cannot be carried out`() async throws {
        let running = try await RunningNode.trained(in: folder)
        let payer = try await running.caller("payer")
        let training = running.services.training
        let before = await training.jobs().count
        let rows = MadeUpRows.rows(12).map {
            SubmittedRow(text: $0.text, label: $0.label)
        }
        let nobody = AccountKey.derived(seed: 1, label: "nobody").address
        let stranger = Caller(account: nobody, isOperator: false)
        let host = try await running.caller("operator")
        _ = try await running.services.intake.foundDatanet(
            "empty", labels: ["x", "y"], caller: host)
        let refused: [(TrainingOrder, String)] = [
            (order(payer, name: "Not A Name"), "name is 1 to 64"),
            (order(payer, name: RunningNode.model), "model is named made-up"),
            (order(stranger), "This node does not keep"),
            (order(payer, fee: 0), "at least 1 nano-OPEN"),
            (order(payer, epochs: 21), "1 to 20 passes"),
            (order(payer, datanet: "nothing"), "no Datanet nothing"),
            (order(payer, datanet: "empty"), "needs 20 or more"),
            (order(payer, evaluation: Array(rows.prefix(9))), "10 rows or more"),
            (
                order(payer, evaluation: rows + [.init(text: "a", label: "poem")]),
                "label is not one of"
            ),
        ]
        for (order, words) in refused {
            do {
                _ = try await training.queue(order)
                Issue.record("taken: \(words)")
            } catch { #expect("\(error)".contains(words), "\(error)") }
        }
        #expect(await training.jobs().count == before)
        try await running.node.close()
    }

    @Test func `takes at most sixteen orders that wait`() async throws {
        let running = try await RunningNode.trained(in: folder)
        let payer = try await running.caller("payer")
        let training = running.services.training
        // The directory's own job ended in another node's life; this node has yet to see that.
        let waiting = await training.jobs().count { $0.state == .queued }
        for number in waiting..<16 {
            _ = try await training.queue(order(payer, name: "model-\(number)"))
        }
        let full = ServiceRefusal.conflict(
            "16 trainings wait or run already; order again when one has ended.")
        await #expect(throws: full) {
            try await training.queue(order(payer, name: "one-more"))
        }
        try await running.node.close()
    }
}
