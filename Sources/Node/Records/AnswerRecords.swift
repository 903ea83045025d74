internal import Economy
internal import Ledger
internal import LedgerStorage
internal import Machine
internal import ModelFactory
internal import NodeAPI

/// Puts answers together with what lies beside the log.
struct AnswerRecords: Sendable {
    let base: BaseModel
    let writer: any StoredLog
    let models: ServedModels
    let datanets: DatanetCatalogue
    let openings: OpeningsLog
    let disclosure: AnswerDisclosure

    /// The answer that stands at an index; nil when there is no entry, or one of another type.
    ///
    /// Every answer that is read comes through here, and here alone it is decided who sees its
    /// words.
    func record(at index: UInt64, for reader: AnswerReader) async throws -> AnswerRecord? {
        guard index < (await writer.size) else { return nil }
        let receipt = try await writer.receipt(at: index)
        guard case .answer(let answer) = receipt.entry.body else { return nil }
        guard let right = await disclosure.right(of: reader, to: answer, at: index) else {
            return record(receipt, answer, words: .withheld)
        }
        let opening = try await openings.opening(of: answer.requestCommitment)
        if let opening, !opening.opens(answer) {
            throw OperationError(
                .altered,
                "what opens the answer in entry \(index) is not what the entry commits to: restore "
                    + "the folder openings from a copy")
        }
        return record(
            receipt, answer, words: opening.map { .shown($0.words, by: right) } ?? .erased)
    }

    /// A record of an answer that is at hand.
    func record(_ receipt: Receipt, _ answer: Answer, words: AnswerWords) -> AnswerRecord {
        var rows: [EvidenceSubject: DatanetRowRecord] = [:]
        var duplicates: [DatanetRowRecord] = []
        var duplicateCount = 0
        let subjects = answer.lines.map(\.subject).filter { $0.kind == .row }
        for datanet in Set(subjects.map(\.datanet)).sorted() {
            let found = datanets.rows(
                of: datanet,
                numbered: subjects.filter { $0.datanet == datanet }.map(\.number),
                duplicates: AnswerRecord.duplicateLimit - duplicates.count)
            for (number, row) in found.rows {
                rows[EvidenceSubject(datanet: datanet, number: number)] = row
            }
            duplicates += found.duplicates
            duplicateCount += found.duplicateCount
        }
        var tokens = TokenCounts.none
        if case .shown(let text, _) = words {
            tokens = self.tokens(of: text, deploy: answer.deploy)
        }
        return AnswerRecord(
            receipt: receipt, answer: answer, model: models.name(ofDeploy: answer.deploy),
            words: words, rows: rows, duplicates: duplicates, duplicateCount: duplicateCount,
            tokens: tokens)
    }

    /// What the model read and wrote, as itself counts; zeros when its manifest is gone.
    private func tokens(of text: NodeAPI.AnswerText, deploy: UInt64) -> TokenCounts {
        guard let measures = models.measures(ofDeploy: deploy) else { return .none }
        return TokenCounts(
            prompt: base.tokens(
                of: text.question, maximumTokens: measures.maximumTokens
            ).count,
            completion: measures.kind.tokenCount(ofAnswer: text.answer))
    }
}

extension AnswerOpening {
    /// What readers with a right to it see.
    var words: NodeAPI.AnswerText {
        NodeAPI.AnswerText(
            question: question, answer: answer, requestSalt: requestSalt, answerSalt: answerSalt,
            confidence: confidence)
    }
}
