import MachineTestKit
import ModelTestKit
import Node
import NodeAPI
import Testing

@Suite struct `A node's free embeddings` {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func node(
        _ requestTokens: Int, perMinute: Int = 1 << 20
    ) async throws -> (RunningNode, Caller) {
        var configuration = NodeConfiguration()
        configuration.limits.embeddingTokens = requestTokens
        configuration.limits.embeddingTokensPerMinute = perMinute
        let running = try await RunningNode.trained(in: folder, configuration: configuration)
        return (running, try await running.caller("payer"))
    }

    @Test func `have their limit in tokens a request, whatever the texts' number`() async throws {
        let (running, payer) = try await node(300)
        // Three known words, and the tokens around them.
        let texts = MadeUpRows.rows(61, seed: 6).map(\.text)
        #expect(try await running.embed(Array(texts.prefix(60)), as: payer).tokenCount == 300)
        await #expect {
            try await running.embed(texts, as: payer)
        } throws: { error in
            guard case .invalid("input", let message)? = error as? ServiceRefusal else {
                return false
            }
            return message.contains("305 tokens")
        }
        try await running.node.close()
    }

    @Test func `have their limit in tokens a minute for each account`() async throws {
        let (running, payer) = try await node(300, perMinute: 600)
        let texts = MadeUpRows.rows(60, seed: 6).map(\.text)
        for _ in 0..<2 { _ = try await running.embed(texts, as: payer) }
        do {
            _ = try await running.embed(texts, as: payer)
            Issue.record("The account has had its tokens.")
        } catch ServiceRefusal.limited(let seconds, _) {
            #expect((1...60).contains(seconds))
        }
        let host = try await running.caller("operator")
        #expect(try await running.embed(texts, as: host).tokenCount == 300)
        try await running.node.close()
    }

    @Test func `are counted for nothing only so often, too`() async throws {
        let (running, payer) = try await node(300, perMinute: 600)
        // Too many tokens for a request, in so many bytes that counting takes half of the minute's.
        let texts = Array(repeating: String(repeating: "plum ", count: 64), count: 61)
        await #expect {
            try await running.embed(texts, as: payer)
        } throws: { error in
            guard case .invalid("input", _)? = error as? ServiceRefusal else { return false }
            return true
        }
        await #expect {
            try await running.embed(texts, as: payer)
        } throws: { error in
            guard case .limited? = error as? ServiceRefusal else { return false }
            return true
        }
        try await running.node.close()
    }

    @Test func `end when their caller leaves, and others go on`() async throws {
        let (running, payer) = try await node(1 << 20)
        let texts = Array(repeating: "a fine violin melody", count: 2_048)
        let work = Task { try await running.embed(texts, as: payer) }
        work.cancel()
        await #expect(throws: CancellationError.self) { try await work.value }
        #expect(try await running.embed(["a ripe plum"], as: payer).vectors.count == 1)
        try await running.node.close()
    }

    @Test func `are of token numbers what they are of the text`() async throws {
        let (running, payer) = try await node(1 << 20)
        let answering = running.services.answering
        let both = try await answering.embeddings(
            of: [.text("a fast web server"), .tokens([64, 5043, 3566, 3622])], caller: payer)
        #expect(both.vectors[0] == both.vectors[1])
        await #expect {
            try await answering.embeddings(
                of: [.text("a"), .tokens([100_257])], caller: payer)
        } throws: { error in
            guard case .invalid("input", let message)? = error as? ServiceRefusal else {
                return false
            }
            return message.contains("input[1]") && message.contains("check_embedding_ctx_length")
        }
        try await running.node.close()
    }

    @Test func `do not hold up paid answers`() async throws {
        let (running, payer) = try await node(1 << 20)
        let texts = Array(repeating: String(repeating: "violin ", count: 300), count: 2_048)
        let work = Task { try await running.embed(texts, as: payer) }
        try await Task.sleep(for: .milliseconds(20))
        // While the texts are embedded, questions are answered on a thread of their own.
        let answered = try await running.ask("a ripe plum", as: payer)
        #expect(answered.text?.question == "a ripe plum")
        work.cancel()
        _ = try? await work.value
        try await running.node.close()
    }
}
