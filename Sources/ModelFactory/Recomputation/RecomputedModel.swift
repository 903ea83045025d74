internal import Datanets
internal import Economy
internal import Foundation
internal import Identity
internal import LanguageModels
internal import Ledger
package import LedgerStorage
internal import Machine
internal import Money
internal import ProofOfAttribution
package import Tensors
package import Verifier
internal import Wire

/// A deployed model read from its public files, with index and gate made again.
package struct RecomputedModel: Sendable {
    private let terms: ModelOnSale
    private let composer: AnswerComposer
    /// Whether the items were open, so that the gate could be repeated.
    private let gateRepeated: Bool

    package init(
        deploy: UInt64, reader: LedgerReader, directory: String, base: BaseModel,
        threads: ComputeThreads
    ) throws {
        let state = reader.state
        guard let terms = state.model(deploy: deploy),
            let commit = state.manifest(at: terms.manifest),
            let result = state.trainingResult(at: terms.result)
        else {
            throw OperationError(.notFound, "entry \(deploy) of \(directory) is no deployed model")
        }
        self.terms = terms
        let data = try commit.datanets.map { ($0, try Self.rows($0, in: directory)) }
        let model = try ModelFiles(dataDirectory: directory).read(
            manifest: commit.manifestDigest, result: result,
            configuration: base.classifier.encoder.configuration)
        let beacon =
            state.beacon(ofManifest: terms.manifest)?.bytes
            ?? [UInt8](repeating: 0, count: Digest.byteCount)
        let items = try Self.items(model.manifest.evaluationRoot, in: directory)
        gateRepeated = items != nil
        let trainer = try ModelTrainer(
            base: base, manifest: model.manifest, rows: data.flatMap(\.1), evaluation: items,
            beacon: beacon, threads: threads)
        let index = try trainer.index(of: model)
        try Self.check(index, of: model.manifest.attribution, against: terms.methods)
        if items != nil {
            let gate = try trainer.gate(of: model.manifest.kind, index, adapter: model.adapter)
            guard Digest.sha256(gate.fileBytes) == result.digest(of: ModelPart.gate) else {
                throw OperationError(
                    .altered, "the gate made again from the evaluation items is not the logged one")
            }
        }
        composer = try AnswerComposer(
            base: base, model: model,
            rows: data.flatMap { datanet, rows in
                rows.map { row in
                    TrainedRow(
                        EvidenceSubject(datanet: datanet.datanet, number: row.number.value),
                        account: row.account)
                }
            })
    }

    /// Every method that the log names has to be one that was made again.
    private static func check(
        _ index: ModelAttribution.Index, of attribution: ModelAttribution,
        against methods: [AttributionMethod]
    ) throws(OperationError) {
        let again = AttributionMethod(
            method: attribution.code.number, version: attribution.code.version,
            indexDigest: .sha256(index.fileBytes))
        for method in methods where method != again {
            guard method.method == again.method, method.version == again.version else {
                throw OperationError(
                    .altered,
                    "the log names attribution method \(method.method), version "
                        + "\(method.version), and the manifest another")
            }
            throw OperationError(
                .altered,
                "the attribution index made again from rows and adapter is not the logged one")
        }
    }

    /// Repeats answers of this model.
    package func findings(_ items: [Recomputation.Item], threads: ComputeThreads) throws
        -> [Finding]
    {
        let replies = composer.replies(to: items.map(\.opening.question), threads: threads)
        return zip(items, replies).map { item, reply in
            Finding(.weights, outcome(item, reply))
        }
    }

    private func outcome(
        _ item: Recomputation.Item, _ reply: AnswerComposer.Reply
    ) -> Finding.Outcome {
        let (answer, opening) = (item.answer, item.opening)
        guard
            Commitment.request(salt: opening.requestSalt, bytes: Array(opening.question.utf8))
                == answer.requestCommitment
        else { return .refused("The question on file is not the one that the receipt commits to.") }
        guard
            Commitment.answer(salt: opening.answerSalt, bytes: Array(reply.text.utf8))
                == answer.answerCommitment
        else {
            return .refused("The model answers '\(reply.text)'; the receipt commits to another.")
        }
        guard
            let split = try? AnswerSplit(fee: answer.fee, shares: answer.shares, rows: reply.rows)
        else { return .refused("The repeated attribution cannot be split.") }
        for (position, (mine, theirs)) in zip(split.lines, answer.lines).enumerated()
        where mine != theirs {
            return .refused(
                "Line \(position + 1) is row \(theirs.row) with \(theirs.weight.value) parts per "
                    + "billion (at least \(theirs.lower.value)); the model gives row \(mine.row) "
                    + "\(mine.weight.value) (at least \(mine.lower.value)).")
        }
        guard split.lines.count == answer.lines.count,
            split.unattributedWeight == answer.unattributedWeight
        else {
            return .refused(
                "The receipt has \(answer.lines.count) lines, the model gives "
                    + "\(split.lines.count).")
        }
        let gate = gateRepeated ? " and the gate" : ""
        return .proved(
            "The attribution was run again: the index\(gate), the answer and all "
                + "\(split.lines.count) lines are equal to the last integer.")
    }

    /// A Datanet's training rows, from whichever folder of the directory holds them.
    private static func rows(
        _ data: TrainingData, in directory: String
    ) throws -> [Datanet.AcceptedRow] {
        let folder = directory + "/datanets"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names.sorted() {
            let accepted = try DatanetFiles(dataDirectory: directory, name: name).read()
                .acceptedRows
            let rows = Array(accepted.prefix(Int(data.rowCount)))
            if rows.count == Int(data.rowCount),
                SaltedRow.root(of: rows.map(\.salted)) == data.rowsRoot
            {
                return rows
            }
        }
        throw OperationError(
            .notFound, "no Datanet in \(folder) holds the rows that the manifest commits to")
    }

    private static func items(_ root: Digest, in directory: String) throws -> EvaluationItems? {
        let files = DataFiles(root: directory)
        let path = "evaluations/\(root.hex).jsonl"
        guard files.exists(path) else { return nil }
        return try EvaluationItems(fileBytes: files.read(path, limit: FileLimit.records))
    }
}
