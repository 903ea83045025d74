import NodeAPI
import NodeTestKit
import Synchronization
import Testing
import Website

@Suite struct `A Datanet's page` {
    private func page(open: Int, upheld: Int, dismissed: Int) async throws -> String {
        let visitor = try Visitor()
        let states =
            Array(repeating: ObjectionRecord.State.open, count: open)
            + Array(repeating: .upheld, count: upheld)
            + Array(repeating: .dismissed, count: dismissed)
        visitor.node.state.withLock { state in
            state.objections = states.enumerated().map { number, objectionState in
                ObjectionRecord(
                    number: UInt64(number + 1), state: objectionState,
                    account: SampleNode.objector, contribution: 11, position: number,
                    original: 0, row: SubmittedRow(text: "a", label: "b"),
                    reason: Hostile.text, seconds: 7)
            }
        }
        return try HTMLPage(
            try await visitor.get("/datanets/\(SampleNode.datanet)").text
        ).all("main")
            .map(\.text).joined()
    }

    @Test(arguments: [
        (1, 0, 0, "Contributors made 1 objection to being taken for near-copies: 1 is open."),
        (
            2, 1, 3,
            "Contributors made 6 objections to being taken for near-copies: 2 are open, "
                + "1 was upheld, 3 were dismissed."
        ),
    ])
    func `says in one sentence where objections stand`(
        open: Int, upheld: Int, dismissed: Int, sentence: String
    ) async throws {
        let text = try await page(open: open, upheld: upheld, dismissed: dismissed)
        #expect(text.contains(sentence))
        // Reasons are between contributor and operator.
        #expect(!text.contains(Hostile.text))
    }

    @Test func `says nothing where nobody objected`() async throws {
        #expect(try await !page(open: 0, upheld: 0, dismissed: 0).contains("objection"))
    }
}
