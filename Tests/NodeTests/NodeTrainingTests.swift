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
import Wire

@Suite struct `A node's training` {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func order(
        _ caller: Caller, name: String = "second", fee: UInt64 = 1_000, epochs: Int? = 1,
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
        ).repeated(receipts: records.map(\.receipt.fileBytes)).flatMap(\.findings)
        #expect(findings.count == 2 * records.count)
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
        #expect(card.metrics.map(\.metric) == [ModelMetric.accuracy, ModelMetric.learnedRows])
        #expect(card.metrics.last?.value == 60 && card.metrics.last?.count == 60)
        // The maker's own items measure the model; they judge nobody.
        #expect(card.terms.verdict == .measures)
        #expect(card.standings == [.payable: 2])
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
        #expect(job.state == .failed)
        // What the worker said is for the node's log: it may name files of the machine.
        #expect(
            job.failure
                == "The training process ended without a model; the node's own log says why.")
        let entries = try await running.services.ledger.entries(before: nil)
        #expect(
            entries.prefix(4).map(\.type) == [
                .trainingAbort, .beaconReveal, .manifestCommit, .evaluationCommit,
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
            let types = try await first.services.ledger.entries(before: nil).map(\.type)
            if types.first == .beaconReveal { break }
            try await Task.sleep(for: .milliseconds(10))
        }
        work.cancel()
        _ = try? await work.value
        let cut = try await first.services.ledger.head().size
        try await first.node.close()
        let running = try await RunningNode(first.directory)
        let ended = try await running.finish(job.id)
        #expect(ended.state == .succeeded, "\(ended.failure ?? "")")
        let types = try await running.services.ledger.entries(before: nil)
            .filter { $0.index >= cut }.map(\.type)
        #expect(types == [.evaluationOpen, .deploy, .trainingResult])
        #expect(
            try await running.ask("a ripe plum", as: payer, model: "second").answer.fee
                == Amount(nanoOPEN: 1_000))
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
            (order(payer, name: RunningNode.model), "name made-up is held by 0x"),
            (order(stranger), "This node does not keep"),
            (order(payer, fee: 0), "at least 1000 nano-OPEN"),
            (order(payer, fee: 999), "at least 1000 nano-OPEN"),
            (order(payer, evaluation: rows), "only 0 of 12"),
            (order(payer, epochs: 21), "1 to 20 passes"),
            (order(payer, datanet: "nothing"), "no Datanet nothing"),
            (order(payer, datanet: "empty"), "needs 20 or more"),
            (order(payer, evaluation: Array(rows.prefix(9))), "10 rows or more"),
            (
                order(payer, evaluation: rows + [.init(text: "a", label: "poem")]),
                "use one of fruit, music, tool"
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

    @Test func `takes at most four orders of an account that wait`() async throws {
        let running = try await RunningNode.trained(in: folder)
        let payer = try await running.caller("payer")
        let training = running.services.training
        for number in 0..<4 {
            let job = try await training.queue(order(payer, name: "model-\(number)"))
            #expect(await training.job(job.id) == job)
        }
        await #expect {
            try await training.queue(order(payer, name: "one-more"))
        } throws: { "\($0)".contains("4 trainings of this account") }
        #expect(await training.job(99) == nil)
        try await running.node.close()
    }

    @Test func `keeps so many models of an account on sale and no more`() async throws {
        var configuration = NodeConfiguration()
        configuration.limits.modelsPerAccount = 2
        let running = try await RunningNode.trained(in: folder, configuration: configuration)
        let trained = try await TrainedDirectory.shared.value
        let maker = Caller(account: trained.job.account, isOperator: false)
        let training = running.services.training
        _ = try await training.queue(order(maker, name: "second"))
        await #expect {
            try await training.queue(order(maker, name: "third"))
        } throws: { "\($0)".contains("has 2 models") }
        // A newer one of a name takes the place of the older.
        _ = try await training.queue(order(maker, name: RunningNode.model))
        try await running.node.close()
    }

    @Test func `leaves no descriptor, no place and no file of a job behind`() async throws {
        let failing = TrainingLauncher.process(
            TrainingProcess.Launch(
                program: "/bin/sh", arguments: ["-c", "echo /secret/place >&2; exit 1"],
                environment: [:]))
        let running = try await RunningNode.trained(in: folder, launcher: failing)
        let payer = try await running.caller("payer")
        func descriptors() -> Int {
            let (files, open) = (FileManager.default, "/proc/self/fd")
            let names = (try? files.contentsOfDirectory(atPath: open)) ?? []
            return names.count { name in
                let target = try? files.destinationOfSymbolicLink(atPath: "\(open)/\(name)")
                return target?.hasPrefix(running.directory) == true
                    || target?.hasPrefix("pipe:") == true
            }
        }
        var before = 0
        for number in 0..<20 {
            let job = try await running.finish(order(payer, name: "model-\(number)"))
            #expect(job.state == .failed && job.failure?.contains("/") == false)
            let index = try #require(job.manifest)
            guard
                case .manifestCommit(let commit)? = try await running.services.ledger.receipt(
                    at: index)?.entry.body
            else {
                Issue.record("Entry \(index) is a manifest.")
                continue
            }
            let files = FileManager.default
            let manifest = "\(running.directory)/models/\(commit.manifestDigest.hex)"
            #expect(try files.contentsOfDirectory(atPath: manifest) == ["manifest.json"])
            let folder = "\(running.directory)/jobs/\(job.id)"
            #expect(try files.contentsOfDirectory(atPath: folder) == ["job.json"])
            if number == 3 { before = descriptors() }
        }
        // Three a job would be forty-eight; tests beside this one have at most a few.
        #expect(descriptors() < before + 16)
        #expect(await running.services.training.jobs().count { $0.state == .queued } == 0)
        try await running.node.close()
    }

    @Test func `of a newer model leaves the older answers their tokens and their keys`()
        async throws
    {
        let trained = try await TrainedDirectory.shared.value
        let running = try await RunningNode.trained(in: folder)
        let payer = try await running.caller("payer")
        let first = try await running.ask("a ripe plum", as: payer, key: "order 1")
        #expect(first.tokens.prompt > 2 && first.tokens.completion == 1)
        let maker = Caller(account: trained.job.account, isOperator: false)
        let job = try await running.finish(order(maker, name: RunningNode.model))
        #expect(job.state == .succeeded, "\(job.failure ?? "")")
        let read = try #require(
            try await running.services.ledger.answer(
                at: first.index, for: AnswerReader(caller: payer)))
        #expect(read.tokens == first.tokens)
        let again = try await running.ask("a ripe plum", as: payer, key: "order 1")
        #expect(again.index == first.index)
        try await running.node.close()
    }

    @Test func `takes at most sixteen orders that wait`() async throws {
        let running = try await RunningNode.trained(in: folder)
        let payer = try await running.caller("payer")
        let training = running.services.training
        // The directory's own job ended in another node's life; this node has yet to see that.
        let waiting = await training.jobs().count { $0.state == .queued }
        let host = try await running.caller("operator")
        var callers: [Caller] = []
        for _ in 0..<4 {
            let (account, _) = try await running.services.intake.openAccount(caller: host)
            callers.append(Caller(account: account, isOperator: false))
        }
        for number in waiting..<16 {
            _ = try await training.queue(
                order(callers[number % 4], name: "model-\(number)"))
        }
        let full = ServiceRefusal.conflict(
            "16 trainings wait or run already; order again when one has ended.")
        await #expect(throws: full) {
            try await training.queue(order(payer, name: "one-more"))
        }
        try await running.node.close()
    }

    @Test func `logs a training that diverged as diverged`() async throws {
        let running = try await RunningNode.trained(
            in: folder,
            launcher: TrainingLauncher { job, directory, log in
                // What the worker leaves behind when its loss is no number any more.
                try Data("training diverged".utf8).write(to: URL(fileURLWithPath: log))
                try Data().write(to: URL(fileURLWithPath: "\(directory)/jobs/\(job)/diverged"))
                return 1
            })
        let payer = try await running.caller("payer")
        let job = try await running.finish(order(payer))
        #expect(job.state == .failed && job.failure?.contains("diverged") == true)
        let last = try #require(try await running.services.ledger.entries(before: nil).first)
        let receipt = try #require(try await running.services.ledger.receipt(at: last.index))
        guard case .trainingAbort(let abort) = receipt.entry.body else {
            Issue.record("\(last.type)")
            return
        }
        #expect(abort.reason == .diverged)
        try await running.node.close()
    }

    /// Two makers could order the same name, and the later deploy took it.
    @Test func `keeps a model's name for whoever ordered it first`() async throws {
        let running = try await RunningNode.trained(in: folder)
        let (payer, host) = (
            try await running.caller("payer"), try await running.caller("operator")
        )
        _ = try await running.services.training.queue(order(payer, name: "wanted"))
        let held = ServiceRefusal.conflict(
            "The name wanted is held by \(payer.account): choose another one.")
        await #expect(throws: held) {
            try await running.services.training.queue(order(host, name: "wanted"))
        }
        // The maker's next model may have it.
        _ = try await running.services.training.queue(order(payer, name: "wanted"))
        try await running.node.close()
    }

    @Test func `lets those train whom the Datanet's policy names`() async throws {
        let running = try await RunningNode.trained(in: folder)
        let (payer, host) = (
            try await running.caller("payer"), try await running.caller("operator")
        )
        _ = try await running.services.intake.foundDatanet(
            "closed", labels: MadeUpRows.labels, policy: DatanetPolicy(trainers: .owner),
            caller: host)
        _ = try await running.services.intake.contribute(
            MadeUpRows.rows(20).map(SubmittedRow.init), to: "closed", caller: payer)
        await #expect(throws: ServiceRefusal.self) {
            try await running.services.training.queue(
                order(payer, datanet: "closed", evaluation: TrainedDirectory.unseen(12)))
        }
        try await running.node.close()
    }

    /// Whoever ordered a training chose who was judged by what.
    @Test func `judges contributors once, by the items of the Datanet's evaluator`() async throws {
        let running = try await RunningNode.trained(in: folder)
        let (payer, host) = (
            try await running.caller("payer"), try await running.caller("operator")
        )
        let intake = running.services.intake
        _ = try await intake.foundDatanet(
            "judged", labels: MadeUpRows.labels, policy: DatanetPolicy(leastEvaluationItems: 100),
            caller: host)
        let items = TrainedDirectory.unseen(120)
        await #expect(throws: ServiceRefusal.self) {
            try await intake.commitEvaluation(items, of: "judged", caller: payer)
        }
        await #expect(throws: ServiceRefusal.self) {
            try await intake.commitEvaluation(
                Array(repeating: items[0], count: 120), of: "judged", caller: host)
        }
        let receipt = try await intake.commitEvaluation(items, of: "judged", caller: host)
        #expect(receipt.itemCount == 120)
        let accounts = try await contributors(3, running, host)
        let rows = MadeUpRows.rows(90)
        for (place, account) in accounts.enumerated() {
            let own = rows[place * 30..<place * 30 + 30].map { row in
                // The last one's labels are all wrong.
                let label = MadeUpRows.labels.firstIndex(of: row.label) ?? 0
                return SubmittedRow(
                    text: row.text,
                    label: place < 2
                        ? row.label : MadeUpRows.labels[(label + 1) % MadeUpRows.labels.count])
            }
            _ = try await intake.contribute(
                own, to: "judged", caller: Caller(account: account, isOperator: false))
        }
        let job = try await running.finish(
            order(payer, name: "fair", epochs: 4, datanet: "judged"))
        #expect(job.state == .succeeded, "\(job.failure ?? "")")
        let card = try #require(
            try await running.services.catalogue.models().first { $0.name == "fair" })
        #expect(card.terms.verdict == .gates && card.isEvaluationOpened)
        #expect(card.standings == [.payable: 2, .held(.gated): 1])
        #expect(card.metrics.last?.value == 60 && card.metrics.last?.count == 90)
        try await answersWithout(accounts[2], running, payer)
        // The items are spent: the next model is measured by them, opened, and judges nobody.
        let again = try await running.finish(order(payer, name: "later", datanet: "judged"))
        #expect(again.state == .succeeded, "\(again.failure ?? "")")
        let later = try await running.services.catalogue.models().first { $0.name == "later" }
        #expect(later?.terms.verdict == .measures && later?.standings == [.payable: 3])
        try await usesOneADay(running, payer, host)
        try await running.node.close()
    }

    /// Else one account's orders of nothing worth having would leave nobody a judge.
    private func usesOneADay(
        _ running: RunningNode, _ payer: Caller, _ host: Caller
    ) async throws {
        _ = try await running.services.intake.commitEvaluation(
            TrainedDirectory.unseen(240).suffix(120), of: "judged", caller: host)
        for (caller, verdict) in [(payer, Verdict.measures), (host, .gates)] {
            let name = "of-\(verdict)"
            let job = try await running.finish(order(caller, name: name, datanet: "judged"))
            #expect(job.state == .succeeded, "\(job.failure ?? "")")
            let card = try await running.services.catalogue.models().first { $0.name == name }
            #expect(card?.terms.verdict == verdict)
        }
    }

    private func contributors(
        _ count: Int, _ running: RunningNode, _ host: Caller
    ) async throws -> [AccountAddress] {
        var accounts: [AccountAddress] = []
        for _ in 0..<count {
            accounts.append(try await running.services.intake.openAccount(caller: host).account)
        }
        return accounts
    }

    /// No answer of the model is credited to an account, and each is repeated from public files.
    private func answersWithout(
        _ refused: AccountAddress, _ running: RunningNode, _ payer: Caller
    ) async throws {
        var receipts: [[UInt8]] = []
        for row in MadeUpRows.rows(20, seed: 3) {
            let record = try await running.ask(row.text, as: payer, model: "fair")
            #expect(!record.answer.lines.contains { $0.account == refused })
            receipts.append(record.receipt.fileBytes)
        }
        let repeated = try Recomputation(
            dataDirectory: running.directory, base: RunningNode.base.get(),
            threads: ComputeThreads(count: 1)
        ).repeated(receipts: receipts)
        for one in repeated {
            guard one.isProved, case .proved(let words) = one.weights.outcome else {
                Issue.record("\(one)")
                continue
            }
            #expect(words.contains("and the gate"))
        }
    }
}
