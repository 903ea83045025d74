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
internal import Verifier
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
        guard let deployed = DeployedModel(deploy: deploy, in: state) else {
            throw OperationError(.notFound, "entry \(deploy) of \(directory) is no deployed model")
        }
        let (result, manifest) = (deployed.result, deployed.commit)
        terms = deployed.terms
        let data = try manifest.datanets.map { ($0, try Self.rows($0, in: directory)) }
        let model = try deployed.read(from: ModelFiles(dataDirectory: directory), over: base)
        guard let beacon = state.beacon(ofManifest: terms.manifest)?.bytes else {
            throw OperationError(
                .notFound, "the beacon of manifest \(terms.manifest) is not in the log")
        }
        let items = try Self.items(model.manifest.evaluationRoot, in: directory)
        gateRepeated = items != nil
        let trainer = try ModelTrainer(
            base: base, manifest: model.manifest, rows: data.flatMap(\.1), evaluation: items,
            beacon: beacon, threads: threads)
        let index = try trainer.index(of: model)
        try Self.check(index, of: model.manifest.attribution, against: terms.methods)
        if items != nil {
            let gate = try trainer.gate(of: model)
            guard Digest.sha256(gate.fileBytes) == result.digest(of: ModelPart.gate) else {
                throw OperationError(
                    .altered, "the gate made again from the evaluation items is not the logged one")
            }
            try Self.check(result, against: trainer.metrics(of: model))
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

    /// What the result states of the evaluation has to be what the items give: of them only those
    /// count that were not trained on.
    private static func check(
        _ result: TrainingResult, against metrics: [ModelMetric]
    ) throws(OperationError) {
        for metric in metrics {
            let stated = result.metrics.first { $0.metric == metric.metric }
            guard stated == metric else {
                throw OperationError(
                    .altered,
                    "the result states \(stated.map { "\($0.value) of \($0.count)" } ?? "nothing")"
                        + " as metric \(metric.metric); the opened items and the rows give "
                        + "\(metric.value) of \(metric.count)")
            }
        }
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
    package func repeated(
        _ items: [Recomputation.Item], threads: ComputeThreads
    ) -> [RepeatedReceipt] {
        let replies = composer.replies(to: items.map(\.opening.question), threads: threads)
        return zip(items, replies).map { item, reply in
            RepeatedReceipt(
                weights: Finding(.weights, outcome(item, reply)),
                confidence: Finding(.confidence, Self.confidence(item, reply)))
        }
    }

    /// Nothing in the log commits to a confidence: the opening's has to be the model's own.
    private static func confidence(
        _ item: Recomputation.Item, _ reply: AnswerComposer.Reply
    ) -> Finding.Outcome {
        let opening = item.opening
        guard let stated = opening.confidence?.partsPerMillion else {
            return .notChecked(
                "What opens this answer states none, as before confidences were kept.")
        }
        guard opening.opens(item.answer), reply.text.utf8.elementsEqual(opening.answer.utf8) else {
            return .notChecked(
                "The words on file are not those of the receipt's answer, or not the model's.")
        }
        let given = reply.confidence.partsPerMillion
        guard stated == given else {
            return .refused(
                "The answer's opening states \(stated) parts per million; the model gives its "
                    + "answer \(given).")
        }
        return .proved(
            "The model was asked again and gives its answer a probability of \(given) parts per "
                + "million, rounded down, as the answer's opening states: its own word about "
                + "itself, not a measured rate.")
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
        let taken =
            gateRepeated
            ? ""
            : " The gate, which decides who is held, was taken as it was logged: its items are "
                + "not open."
        return .proved(
            "The attribution was run again: the index\(gate), the answer and all "
                + "\(split.lines.count) lines are equal to the last integer.\(taken)")
    }

    /// A Datanet's training rows, from whichever folder of the directory holds them.
    private static func rows(
        _ data: TrainingData, in directory: String
    ) throws -> [Datanet.AcceptedRow] {
        var damage: OperationError?
        for files in try DatanetFiles.all(inDataDirectory: directory) {
            let datanet: Datanet
            // Another Datanet's damage is no matter of this model's.
            do throws(OperationError) { datanet = try files.read() } catch {
                damage = error
                continue
            }
            let rows = Array(datanet.acceptedRows.prefix(Int(data.rowCount)))
            if rows.count == Int(data.rowCount),
                SaltedRow.root(of: rows.map(\.salted)) == data.rowsRoot
            {
                return rows
            }
        }
        if let damage { throw damage }
        throw OperationError(
            .notFound,
            "no Datanet in \(directory)/datanets holds the rows that the manifest commits to")
    }

    private static func items(_ root: Digest, in directory: String) throws -> EvaluationItems? {
        let files = DataFiles(root: directory)
        let path = EvaluationItems.path(root: root)
        guard files.exists(path) else { return nil }
        return try EvaluationItems(fileBytes: files.read(path, limit: FileLimit.records))
    }
}
