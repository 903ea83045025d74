internal import Datanets
internal import Economy
internal import Foundation
internal import Identity
internal import LanguageModels
internal import Ledger
internal import LedgerStorage
internal import Machine
internal import ModelFactory
internal import Money
internal import Tensors
internal import Verifier
internal import Wire
internal import Workflows

extension DemonstrationRun {
    /// Questions that are answered and logged together.
    private static let batch = 100
    private static let questionLimit = 1000

    /// What a node needs to serve this directory: the payer's key, which pays for visitors, and
    /// the operator's, which takes deposits; and the teams' public names.
    func writeKeys() throws {
        for (key, name, label) in [
            (accounts.payer, "payer", "API key"),
            (accounts.operator, "operator", "operator's API key"),
        ] {
            var random = SeededBytes(seed: options.seed, label: label)
            try KeyFile(key: key, apiKey: "ol-" + Hex.encode(random.bytes(24)))
                .write(named: name, in: directory)
        }
        try files.write(ProfileFile.bytes(accounts.profiles), to: ProfileFile.name)
        try files.write(
            Array("Every key of this directory follows from the seed \(options.seed).\n".utf8),
            to: "DEMONSTRATION")
    }

    /// Asks hidden rows as questions, one paid answer each.
    mutating func answerQuestions(_ composer: AnswerComposer, _ terms: ModelOnSale) async throws
        -> [Receipt]
    {
        let questions = Array(data.hidden.texts.prefix(Self.questionLimit))
        var random = SeededBytes(seed: options.seed, label: "questions")
        let openings = try OpeningsLog(dataDirectory: directory)
        var receipts: [Receipt] = []
        for start in stride(from: 0, to: questions.count, by: Self.batch) {
            observer.progress("answering questions", start, questions.count)
            let asked = Array(questions[start..<min(start + Self.batch, questions.count)])
            watch.start()
            let replies = composer.replies(to: asked, threads: threads)
            watch.lap(.attribute)
            var prepared: [PreparedAnswer] = []
            for (question, reply) in zip(asked, replies) {
                // Until the evaluation items are opened, nobody can repeat the gate.
                prepared.append(
                    try log.prepareAnswer(
                        to: paid(question, &random), reply: reply, by: terms,
                        grade: .assertedHidden))
            }
            for result in try await log.logAnswers(
                prepared, keep: { try await openings.write($0) })
            {
                let receipt = try result.get()
                observer.acknowledged(receipt)
                receipts.append(receipt)
            }
        }
        observer.progress("answering questions", questions.count, questions.count)
        return receipts
    }

    private func paid(_ question: String, _ random: inout SeededBytes) -> PaidQuestion {
        guard let id = IdempotencyId(random.bytes(IdempotencyId.byteCount)),
            let requestSalt = Digest(random.bytes(Digest.byteCount)),
            let answerSalt = Digest(random.bytes(Digest.byteCount))
        else { preconditionFailure("ids and salts have their lengths") }
        return PaidQuestion(
            text: question, payer: accounts.payer, id: id, requestSalt: requestSalt,
            answerSalt: answerSalt)
    }

    /// How many receipts stand up to the offline verifier, and to the attribution run again from
    /// the files.
    func check(_ receipts: [Receipt]) throws -> (verified: Int, recomputed: Int) {
        observer.progress("checking receipts", 0, receipts.count)
        let key = writer.verifierKey
        let files = receipts.map(\.fileBytes)
        let verified = threads.map(files.count) {
            ReceiptVerifier.verify(file: files[$0], key: key).isVerified
        }.count { $0 }
        let again = try Recomputation(dataDirectory: directory, base: base, threads: threads)
        observer.progress("repeating attributions", 0, receipts.count)
        let recomputed = try again.repeated(receipts: files).count(where: \.isProved)
        return (verified, recomputed)
    }
}

/// What self-labelled filler asks: a public model, here the label of the nearest of some rows that
/// nobody is paid for, by frozen features.
enum PublicModel {
    static func answer(
        to text: String, data: DemonstrationData, base: BaseModel, threads: ComputeThreads
    ) -> String {
        let tokens = base.tokens(of: text, maximumTokens: DemonstrationData.maximumTokens)
        let feature = base.classifier.features([tokens], threads: threads)
        let nearest = (0..<data.evaluation.features.rows).max { first, second in
            let left = data.evaluation.features.row(first).dot(feature.row(0))
            let right = data.evaluation.features.row(second).dot(feature.row(0))
            return (left, -first) < (right, -second)
        }
        return data.sample.labels.labels[data.evaluation.labels[nearest ?? 0]]
    }
}
