import Economy
import Foundation
import Ledger
import LedgerStorage
import Machine
import MachineTestKit
import ModelFactory
import ModelTestKit
import Money
import Node
import NodeAPI
import Tensors
import Testing
import Verifier

@Suite struct `A node's answers` {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `are logged, verify, and are repeated to the same integers`() async throws {
        let running = try await RunningNode.trained(in: folder)
        let payer = try await running.caller("payer")
        let before = try await running.services.callers.balance(of: payer.account)
        let records = try await withThrowingTaskGroup(of: AnswerRecord.self) { group in
            for number in 0..<24 {
                group.addTask { try await running.ask("a tool number \(number)", as: payer) }
            }
            return try await group.reduce(into: [AnswerRecord]()) { $0.append($1) }
        }
        let after = try await running.services.callers.balance(of: payer.account)
        #expect(
            before.nanoOPEN - after.nanoOPEN == records.reduce(0) { $0 + $1.answer.fee.nanoOPEN })
        #expect(Set(records.map(\.index)).count == 24)
        let key = try await running.services.ledger.head().verifierKey
        for record in records {
            #expect(ReceiptVerifier.verify(file: record.receipt.fileBytes, key: key).isVerified)
            #expect(record.text?.question.hasPrefix("a tool number") == true)
            let parts = try #require(record.text?.confidence?.partsPerMillion)
            #expect(parts > 1_000_000 / UInt32(MadeUpRows.labels.count) - 1)
            #expect(record.answer.lines.allSatisfy { record.row(of: $0)?.account == $0.account })
        }
        try await running.node.close()
        let findings = try Recomputation(
            dataDirectory: running.directory, base: RunningNode.base.get(),
            threads: ComputeThreads(count: 2)
        ).repeated(receipts: records.map(\.receipt.fileBytes)).flatMap(\.findings)
        #expect(findings.count == 2 * records.count)
        for finding in findings {
            guard case .proved = finding.outcome else {
                Issue.record("\(finding.outcome)")
                continue
            }
        }
    }

    @Test func `give way for an account that cannot pay for any`() async throws {
        let running = try await RunningNode.trained(in: folder)
        let host = try await running.caller("operator")
        let opened = try await running.services.intake.openAccount(caller: host)
        let poor = Caller(account: opened.account, isOperator: false)
        let answering = running.services.answering
        #expect(await answering.canPay(try await running.caller("payer")))
        #expect(await !answering.canPay(poor))
        // Less than any model costs is as good as nothing.
        _ = try await running.services.intake.deposit(
            Amount(nanoOPEN: 1), for: poor.account, source: "one", caller: host)
        #expect(await !answering.canPay(poor))
        try await running.node.close()
    }

    @Test func `to one idempotency key are one answer, also after a restart`() async throws {
        var running = try await RunningNode.trained(in: folder)
        let payer = try await running.caller("payer")
        let first = try await running.ask("a chess engine", as: payer, key: "order 1")
        let again = try await running.ask("a chess engine", as: payer, key: "order 1")
        #expect(again.index == first.index)
        await #expect(throws: ServiceRefusal.idempotencyConflict) {
            try await running.ask("a mail reader", as: payer, key: "order 1")
        }
        try await running.node.close()
        running = try await RunningNode(running.directory)
        let later = try await running.ask("a chess engine", as: payer, key: "order 1")
        #expect(later.index == first.index)
        #expect(later.text == first.text)
        #expect(later.receipt.entry.encoded == first.receipt.entry.encoded)
        try await running.node.close()
    }

    @Test func `are not given out when what opens them was altered on the disk`() async throws {
        var running = try await RunningNode.trained(in: folder)
        let payer = try await running.caller("payer")
        let first = try await running.ask("a chess engine", as: payer, key: "order 1")
        let answer = try #require(first.text?.answer)
        try await running.node.close()
        let openings = running.directory + "/openings"
        for name in try FileManager.default.contentsOfDirectory(atPath: openings) {
            let file = openings + "/" + name
            let text = try String(contentsOfFile: file, encoding: .utf8)
            try text.replacing("\"answer\":\"\(answer)\"", with: "\"answer\":\"another\"")
                .write(toFile: file, atomically: true, encoding: .utf8)
        }
        running = try await RunningNode(running.directory)
        let ledger = running.services.ledger
        let again = await #expect(throws: OperationError.self) {
            try await ledger.answer(at: first.index, for: AnswerReader(caller: payer))
        }
        #expect(again?.code == .altered && again?.message.contains("openings") == true)
        await #expect(throws: (any Error).self) {
            try await running.ask("a chess engine", as: payer, key: "order 1")
        }
        #expect(try await ledger.answer(at: first.index, for: .anyone) != nil)
        try await running.node.close()
    }

    @Test func `asked for at once under one key are charged once`() async throws {
        let running = try await RunningNode.trained(in: folder)
        let payer = try await running.caller("payer")
        let before = try await running.services.callers.balance(of: payer.account)
        let indices = try await withThrowingTaskGroup(of: UInt64.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try await running.ask("a chess engine", as: payer, key: "same").index
                }
            }
            return try await group.reduce(into: Set<UInt64>()) { $0.insert($1) }
        }
        #expect(indices.count == 1)
        let after = try await running.services.callers.balance(of: payer.account)
        #expect(before.nanoOPEN - after.nanoOPEN == 10_000_000)
        try await running.node.close()
    }

    @Test func `under one key take the money of one, and nobody is refused`() async throws {
        let running = try await RunningNode.trained(in: folder)
        let host = try await running.caller("operator")
        let (account, apiKey) = try await running.services.intake.openAccount(caller: host)
        let caller = try #require(await running.services.callers.caller(apiKey: apiKey))
        _ = try await running.services.intake.deposit(
            TrainedDirectory.fee, for: account, source: "for one", caller: host)
        let size = try await running.services.ledger.head().size
        let records = try await withThrowingTaskGroup(of: AnswerRecord.self) { group in
            for _ in 0..<150 {
                group.addTask { try await running.ask("a chess engine", as: caller, key: "one") }
            }
            return try await group.reduce(into: [AnswerRecord]()) { $0.append($1) }
        }
        #expect(records.count == 150)
        #expect(Set(records.map(\.index)) == [size])
        #expect(Set(records.map(\.receipt.entry.encoded)).count == 1)
        #expect(try await running.services.ledger.head().size == size + 1)
        #expect(try await running.services.callers.balance(of: account) == .zero)
        try await running.node.close()
    }

    @Test func `are refused uncharged where the model reads nothing, or not to the end`()
        async throws
    {
        let running = try await RunningNode.trained(in: folder)
        let payer = try await running.caller("payer")
        let size = try await running.services.ledger.head().size
        let longest = TrainingRecipe().maximumTokens
        let word = "violin "
        for question in [" ", "\u{200B}", String(repeating: word, count: longest - 1)] {
            await #expect {
                try await running.ask(question, as: payer)
            } throws: { error in
                guard case .invalid("messages", _)? = error as? ServiceRefusal else {
                    return false
                }
                return true
            }
        }
        #expect(try await running.services.ledger.head().size == size)
        let whole = try await running.ask(
            String(repeating: word, count: longest - 2), as: payer)
        #expect(whole.tokens == TokenCounts(prompt: longest, completion: 1))
        try await running.node.close()
    }

    @Test func `list so many copies of a row and no more, and their sums are exact`() async throws {
        let running = try await RunningNode.trained(in: folder)
        let payer = try await running.caller("payer")
        let (account, _) = try await running.services.intake.openAccount(
            caller: try await running.caller("operator"))
        let copier = Caller(account: account, isOperator: false)
        // A row of many words, so that copies of it are near ones.
        let text = "violin choir melody chord plum orchard harvest ripe"
        let copies = (0..<300).map {
            SubmittedRow(text: $0 == 0 ? text : "\(text) no\($0)", label: "music")
        }
        let taken = try await running.services.intake.contribute(
            copies, to: RunningNode.model, caller: copier)
        #expect(taken.acceptedCount == 1 && taken.duplicateCount == 299)
        let ended = try await running.finish(
            TrainingOrder(
                caller: payer, name: "second", datanet: RunningNode.model,
                fee: TrainedDirectory.fee, evaluation: nil, epochs: 4))
        #expect(ended.state == .succeeded, "\(ended.failure ?? "")")
        let record = try await running.ask(text, as: payer, model: "second")
        #expect(record.rows.values.contains { $0.account == account })
        #expect(record.duplicates.count == AnswerRecord.duplicateLimit)
        #expect(record.duplicateCount == 299)
        let lines = record.answer.lines
        #expect(lines.count <= 64)
        let paid = lines.reduce(0) { $0 + $1.amount.nanoOPEN }
        let parts = record.answer.shares.split(record.answer.fee)
        #expect(paid + record.answer.unattributedAmount.nanoOPEN == parts.contributors.nanoOPEN)
        let read = try #require(
            try await running.services.ledger.answer(at: record.index, for: .anyone))
        #expect(read.duplicates == record.duplicates && read.duplicateCount == 299)
        try await running.node.close()
    }

    @Test func `are refused without money, and cost nothing then`() async throws {
        let running = try await RunningNode.trained(in: folder)
        let host = try await running.caller("operator")
        let (account, apiKey) = try await running.services.intake.openAccount(caller: host)
        let caller = try #require(await running.services.callers.caller(apiKey: apiKey))
        #expect(caller == Caller(account: account, isOperator: false))
        let price = Amount(nanoOPEN: 10_000_000)
        await #expect(throws: ServiceRefusal.unaffordable(price: price, balance: .zero)) {
            try await running.ask("a chess engine", as: caller)
        }
        let intake = running.services.intake
        let sum = Amount(nanoOPEN: 25_000_000)
        let entry = try await intake.deposit(sum, for: account, source: "cash 1", caller: host)
        let again = try await intake.deposit(sum, for: account, source: "cash 1", caller: host)
        #expect(again == entry)
        await #expect(throws: ServiceRefusal.self) {
            try await intake.deposit(price, for: account, source: "cash 1", caller: host)
        }
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<6 {
                group.addTask {
                    (try? await running.ask("tool \(number)", as: caller)) != nil
                }
            }
            return await group.reduce(into: [Bool]()) { $0.append($1) }
        }
        #expect(outcomes.count { $0 } == 2)
        #expect(
            try await running.services.callers.balance(of: account)
                == Amount(nanoOPEN: 5_000_000))
        try await running.node.close()
    }

    @Test func `of unknown models and over the maximum are refused by name`() async throws {
        let running = try await RunningNode.trained(in: folder)
        let payer = try await running.caller("payer")
        await #expect(
            throws: ServiceRefusal.unknownModel(
                name: "made-upp", nearest: [RunningNode.model])
        ) { try await running.ask("x", as: payer, model: "made-upp") }
        await #expect(
            throws: ServiceRefusal.priceAboveMaximum(
                price: Amount(nanoOPEN: 10_000_000), maximum: Amount(nanoOPEN: 1))
        ) { try await running.ask("x", as: payer, maximumFee: Amount(nanoOPEN: 1)) }
        try await running.node.close()
    }

    @Test func `and what the ledger says of them add up`() async throws {
        let running = try await RunningNode.trained(in: folder)
        let payer = try await running.caller("payer")
        let asked = try await running.ask("the violin and choir", as: payer)
        let ledger = running.services.ledger
        let read = try #require(
            try await ledger.answer(
                at: asked.index, for: AnswerReader(caller: payer)))
        #expect(read.text == asked.text)
        #expect(read.receipt.entry.encoded == asked.receipt.entry.encoded)
        let account = try #require(try await ledger.account(payer.account, before: nil))
        #expect(account.lines.first?.index == asked.index)
        #expect(account.lines.first?.spent == asked.answer.fee)
        #expect(try await ledger.entries(before: nil).first?.index == asked.index)
        #expect(try await ledger.receipt(at: asked.index + 1) == nil)
        #expect(try await ledger.answer(at: 0, for: .anyone) == nil)
        let head = try await ledger.head()
        #expect(head.size == asked.index + 1)
        #expect(!head.isDemonstration)
        try await running.node.close()
    }
}
