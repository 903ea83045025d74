internal import Economy
internal import LanguageModels
internal import Ledger
internal import LedgerStorage
internal import ModelFactory
internal import NodeAPI

/// Puts answers together with what lies beside the log.
struct AnswerRecords: Sendable {
    let base: BaseModel
    let writer: any StoredLog
    let models: ServedModels
    let datanets: DatanetCatalogue
    let openings: OpeningsLog

    /// The answer that stands at an index; nil when the entry is none, or past the end.
    func record(at index: UInt64) async throws -> AnswerRecord? {
        guard index < (await writer.size) else { return nil }
        let receipt = try await writer.receipt(at: index)
        guard case .answer(let answer) = receipt.entry.body else { return nil }
        let opening = try await openings.opening(of: answer.requestCommitment)
        return record(
            receipt, answer, opening: opening,
            completionTokens: opening.map {
                models.tokenCount(ofAnswer: $0.answer, deploy: answer.deploy)
            } ?? 0)
    }

    /// A record of an answer that is at hand.
    func record(
        _ receipt: Receipt, _ answer: Answer, opening: AnswerOpening?, completionTokens: Int
    ) -> AnswerRecord {
        var rows: [EvidenceSubject: DatanetRowRecord] = [:]
        var duplicates: [DatanetRowRecord] = []
        let subjects = answer.lines.map(\.subject).filter { $0.kind == .row }
        for datanet in Set(subjects.map(\.datanet)).sorted() {
            let subjects = subjects.filter { $0.datanet == datanet }
            let found = datanets.contents(at: datanet)?.rows(numbered: subjects.map(\.number))
            for (number, row) in found?.rows ?? [:] {
                rows[EvidenceSubject(datanet: datanet, number: number)] = row
            }
            duplicates += found?.duplicates ?? []
        }
        let limit = base.folder.maximumTokens
        return AnswerRecord(
            receipt: receipt, answer: answer, model: models.name(ofDeploy: answer.deploy),
            text: opening.map { NodeAPI.AnswerText(question: $0.question, answer: $0.answer) },
            rows: rows, duplicates: duplicates,
            tokens: opening.map {
                TokenCounts(
                    prompt: base.tokens(of: $0.question, maximumTokens: limit).count,
                    completion: completionTokens)
            } ?? .none)
    }
}
