import Ledger
import MachineTestKit
import ModelTestKit
import Money
import Node
import NodeAPI
import Testing

@Suite struct `Questions that come together` {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `are answered and attributed as each alone`() async throws {
        let running = try await RunningNode.trained(in: folder)
        let payer = try await running.caller("payer")
        let questions = MadeUpRows.rows(12, seed: 5).map(\.text)
        var alone: [AnswerRecord] = []
        for question in questions { alone.append(try await running.ask(question, as: payer)) }
        let together = try await withThrowingTaskGroup(of: (Int, AnswerRecord).self) { group in
            for (number, question) in questions.enumerated() {
                group.addTask { (number, try await running.ask(question, as: payer)) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        for (number, single) in alone.enumerated() {
            let batched = try #require(together[number])
            #expect(batched.index != single.index)
            #expect(batched.text?.answer == single.text?.answer)
            #expect(batched.answer.lines == single.answer.lines)
        }
        try await running.node.close()
    }

    @Test func `are refused when more wait than may, and those cost nothing`() async throws {
        var configuration = NodeConfiguration()
        configuration.queue = 1
        let running = try await RunningNode.trained(in: folder, configuration: configuration)
        let payer = try await running.caller("payer")
        let before = try await running.services.callers.balance(of: payer.account)
        let refusals = await withTaskGroup(of: ServiceRefusal?.self) { group in
            for number in 0..<64 {
                group.addTask {
                    do {
                        _ = try await running.ask("an old chord \(number)", as: payer)
                        return nil
                    } catch { return error as? ServiceRefusal ?? .failed(cause: "\(error)") }
                }
            }
            return await group.reduce(into: [ServiceRefusal?]()) { $0.append($1) }
        }
        let answered = refusals.count { $0 == nil }
        #expect(answered > 0)
        for case let refusal? in refusals {
            #expect(refusal == .overloaded(retryAfterSeconds: 1))
        }
        let after = try await running.services.callers.balance(of: payer.account)
        #expect(
            before.nanoOPEN - after.nanoOPEN
                == UInt64(answered) * TrainedDirectory.fee.nanoOPEN)
        try await running.node.close()
    }

    @Test func `have embeddings of unit length, the same in any company`() async throws {
        let running = try await RunningNode.trained(in: folder)
        let payer = try await running.caller("payer")
        let texts = MadeUpRows.rows(40, seed: 6).map(\.text)
        let many = try await running.embed(texts, as: payer)
        #expect(many.vectors.count == texts.count)
        for (position, text) in texts.enumerated() where position % 13 == 0 {
            let one = try await running.embed([text], as: payer)
            #expect(one.vectors == [many.vectors[position]])
        }
        for vector in many.vectors {
            let length = vector.reduce(0) { $0 + $1 * $1 }
            #expect(abs(length - 1) < 1e-4)
        }
        // Three known words, and the tokens around them.
        #expect(many.tokenCount == texts.count * 5)
        try await running.node.close()
    }
}
