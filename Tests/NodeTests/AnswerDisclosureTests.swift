import Foundation
import MachineTestKit
import Node
import NodeAPI
import Testing

@Suite struct `The words of a node's answers` {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `are the payer's, and whom the payer lets see them, also after a restart`()
        async throws
    {
        var running = try await RunningNode.trained(in: folder)
        let payer = try await running.caller("payer")
        let host = try await running.caller("operator")
        let asked = try await running.ask("a violin", as: payer)
        let published = try await running.ask("a choir", as: payer)
        let disclosing = running.services.disclosing
        let (_, secret) = try await disclosing.makeLink(nil, to: asked.index, caller: payer)
        let (link, revoked) = try await disclosing.makeLink(nil, to: asked.index, caller: payer)
        #expect(secret.text != revoked.text)
        _ = try await disclosing.revoke(link.id, to: asked.index, caller: payer)
        #expect(try await disclosing.publish(published.index, caller: payer))
        await #expect(throws: ServiceRefusal.self) {
            try await disclosing.publish(asked.index, caller: host)
        }
        for _ in 0..<2 {
            let ledger = running.services.ledger
            func words(_ index: UInt64, _ reader: AnswerReader) async throws -> AnswerWords? {
                try await ledger.answer(at: index, for: reader)?.words
            }
            let text = try #require(asked.text)
            #expect(try await words(asked.index, .anyone) == .withheld)
            #expect(try await words(asked.index, AnswerReader(caller: host)) == .withheld)
            #expect(
                try await words(asked.index, AnswerReader(caller: payer))
                    == .shown(text, by: .payer))
            #expect(
                try await words(asked.index, AnswerReader(caller: nil, secret: secret))
                    == .shown(text, by: .link))
            for (index, secret) in [(asked.index, revoked), (published.index + 1, secret)] {
                let read = try await words(index, AnswerReader(caller: nil, secret: secret))
                #expect(read == .withheld || read == nil)
            }
            #expect(
                try await words(published.index, .anyone)
                    == .shown(try #require(published.text), by: .published))
            let withheld = try #require(try await ledger.answer(at: asked.index, for: .anyone))
            #expect(withheld.tokens == .none && withheld.text == nil)
            #expect(
                try await !running.services.disclosing.publish(
                    published.index, caller: payer))
            try await running.node.close()
            running = try await RunningNode(running.directory)
        }
        let kept = try String(
            contentsOfFile: running.directory + "/disclosures.jsonl", encoding: .utf8)
        #expect(!kept.contains(secret.text) && !kept.contains("violin"))
        try await running.node.close()
    }
}
