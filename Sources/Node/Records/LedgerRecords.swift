internal import Economy
internal import Identity
internal import Ledger
internal import LedgerStorage
internal import NodeAPI
internal import TransparencyLog

/// What the log says, read through its writer.
struct LedgerRecords: LedgerReading {
    private static let pageLimit = 50

    let writer: any StoredLog
    let records: AnswerRecords
    let datanets: DatanetCatalogue
    let isDemonstration: Bool

    func head() async throws -> LogHead {
        let (answers, accounts) = try await writer.query {
            ($0.paidAnswerCount, $0.accountCount)
        }
        let (size, root, checkpoint) = await writer.head
        return LogHead(
            verifierKey: writer.verifierKey, size: size, root: root, checkpoint: checkpoint,
            answerCount: answers, accountCount: accounts,
            isDemonstration: isDemonstration)
    }

    func receipt(at index: UInt64) async throws -> Receipt? {
        guard index < (await writer.size) else { return nil }
        return try await writer.receipt(at: index)
    }

    func answer(at index: UInt64, for reader: AnswerReader) async throws -> AnswerRecord? {
        try await records.record(at: index, for: reader)
    }

    func entries(before index: UInt64?) async throws -> [EntrySummary] {
        let entries = try await writer.entries(
            before: index ?? .max, limit: UInt64(Self.pageLimit))
        return entries.map { index, entry in
            EntrySummary(
                index: index, timestampSeconds: entry.timestampSeconds,
                type: entry.body.type, leaf: MerkleTree.leafHash(entry.encoded))
        }
    }

    func account(
        _ address: AccountAddress, before index: UInt64?
    ) async throws -> AccountRecord? {
        let statement = try await writer.query { state in
            state.isOpen(address) ? state.balances.statement(of: address) : nil
        }
        guard let statement else { return nil }
        let found = try await writer.statementLines(
            of: address, before: index, limit: Self.pageLimit + 1)
        let shown = found.prefix(Self.pageLimit)
        let entries = try await writer.entries(at: shown.map(\.index))
        let lines = zip(shown, entries).map { line, entry in
            AccountRecord.Line(
                index: line.index, timestampSeconds: entry.timestampSeconds,
                type: entry.body.type, received: line.received, spent: line.spent,
                holds: line.holds.byReason)
        }
        return AccountRecord(
            statement: statement, lines: lines,
            next: found.count > Self.pageLimit ? lines.last?.index : nil,
            contributions: datanets.contributions(of: address))
    }
}

/// Models on sale and Datanets, from memory.
struct NodeCatalogue: Catalogue {
    let served: ServedModels
    let knownDatanets: DatanetCatalogue

    func models() async throws -> [ModelCard] { try await served.cards() }

    func datanets() async throws -> [DatanetCard] { knownDatanets.cards }

    func rows(of datanet: String, query: String?, after: UInt64?) async throws -> RowPage? {
        await knownDatanets.rows(of: datanet, query: query, after: after)
    }
}
