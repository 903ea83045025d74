import Economy
import Identity
import Ledger
import LedgerStorage
import LedgerTestKit
import Money
import Testing
import TransparencyLog

@Suite struct `Paid answers in storage` {
    private func written(_ answers: Int) async throws -> (SampleDirectory, SampleLog) {
        var log = try SampleLog.ready()
        try log.add(.deposit(log.depositFields("payer", 100_000_000_000, source: "more")))
        for number in 0..<answers { try log.add(.answer(log.answer(UInt8(number)))) }
        let sample = try SampleDirectory("answers")
        let writer = try LedgerWriter.open(
            sample.directory,
            key: .given(
                name: SampleLog.logKey.name, seed: [UInt8](repeating: 7, count: 32)),
            clock: .demonstration)
        let bodies = try log.bytes.map { try Entry(decoding: $0).body }
        for result in try await writer.append(contentsOf: bodies) { _ = try result.get() }
        #expect(
            await writer.root == MerkleTree(leafHashes: log.bytes.map(MerkleTree.leafHash)).root())
        try await writer.close()
        return (sample, log)
    }

    @Test func `are found again with every balance and statement line`() async throws {
        let (sample, log) = try await written(30)
        let reader = try LedgerReader(sample.directory, signatures: .verified)
        #expect(reader.state.balances == log.state.balances)
        #expect(reader.state.paidAnswerCount == 30)
        for statement in log.state.balances.statements {
            let lines = try reader.statementLines(of: statement.account, limit: 1_000)
            let received = Amount.total(of: lines.map(\.received))
            let spent = Amount.total(of: lines.map(\.spent))
            #expect(received - spent == UInt128(statement.payable.nanoOPEN))
            let held = lines.flatMap(\.holds.byReason.values)
            #expect(Amount.total(of: held) == statement.held)
        }
        let receipt = try reader.receipt(at: reader.size - 1)
        #expect(receipt.proof.extra == log.bytes.last)
    }
}
