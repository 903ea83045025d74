internal import Datanets
internal import Foundation
internal import Identity
package import Ledger
internal import LedgerStorage
internal import Money
package import Tensors
internal import TransparencyLog
package import Verifier
internal import Wire

/// Runs the attribution of receipts again from the public files of a data directory.
///
/// The files are rows, evaluation items, adapter, head and index, each held to the digest that the
/// log names. The arithmetic is bit-reproducible, so integers are compared for equality: a weight
/// that differs by one part in a billion is not the model's.
package struct Recomputation: Sendable {
    private let reader: LedgerReader
    private let openings: [Digest: AnswerOpening]
    private let base: BaseModel
    private let directory: String
    private let threads: ComputeThreads

    /// Opens a data directory for reading; a writer may be at work beside it.
    ///
    /// - Throws: `OperationError`.
    package init(dataDirectory: String, base: BaseModel, threads: ComputeThreads) throws {
        reader = try LedgerReader(DataDirectory(dataDirectory))
        openings = try Openings(dataDirectory: dataDirectory).readAll()
        self.base = base
        self.threads = threads
        directory = dataDirectory
    }

    /// Repeats one receipt.
    ///
    /// - Throws: `OperationError` when a public file is missing or not the one that the log names.
    package func repeated(receipt file: [UInt8]) throws -> RepeatedReceipt {
        try repeated(receipts: [file]).first ?? Self.unread
    }

    /// Repeats receipts: each model's index and gate once, then each answer.
    ///
    /// - Throws: `OperationError` when a public file is missing or not the one that the log names.
    package func repeated(receipts files: [[UInt8]]) throws -> [RepeatedReceipt] {
        let cases = files.map(read)
        var models: [UInt64: RecomputedModel] = [:]
        for case .success(let item) in cases where models[item.answer.deploy] == nil {
            models[item.answer.deploy] = try RecomputedModel(
                deploy: item.answer.deploy, reader: reader, directory: directory, base: base,
                threads: threads)
        }
        var repeated: [RepeatedReceipt?] = cases.map { result in
            switch result {
            case .success: nil
            case .failure(let reason): RepeatedReceipt(weights: Finding(.weights, reason.outcome))
            }
        }
        for (deploy, model) in models.sorted(by: { $0.key < $1.key }) {
            let positions = cases.indices.filter {
                if case .success(let item) = cases[$0] {
                    item.answer.deploy == deploy
                } else {
                    false
                }
            }
            let items = positions.compactMap { try? cases[$0].get() }
            for (position, one) in zip(positions, model.repeated(items, threads: threads)) {
                repeated[position] = one
            }
        }
        return repeated.map { $0 ?? Self.unread }
    }

    private static let unread = RepeatedReceipt(
        weights: Finding(.weights, .notChecked("The receipt was not read.")))

    /// Whether an answer may grade its evidence as it does: whether the directory's log, which was
    /// held to the rules when it was opened, has the receipt's entry at its index.
    ///
    /// - Returns: nil for a receipt of another entry.
    /// - Throws: `OperationError` when the log cannot be read.
    package func grade(ofReceipt file: [UInt8]) throws -> Finding? {
        guard let proof = try? TLogProof(parsing: file), let extra = proof.extra,
            let entry = try? Entry(decoding: extra), case .answer(let answer) = entry.body
        else { return nil }
        guard proof.index < reader.size else {
            return Finding(
                .grade,
                .notChecked(
                    "The directory's log has \(reader.size) entries and ends before the "
                        + "receipt's."))
        }
        guard try reader.entryBytes(at: proof.index) == extra else {
            return Finding(
                .grade,
                .refused(
                    "The directory's log has another entry at index \(proof.index): its key "
                        + "signed two histories."))
        }
        let isOpen = reader.state.model(deploy: answer.deploy).map {
            reader.state.isEvaluationOpened($0.evaluation) == true
        }
        let items = isOpen == true ? "are open by now" : "are not open"
        return Finding(
            .grade,
            .proved(
                "The entry says \(answer.grade), which is within the rules given the entries "
                    + "before it; the model's evaluation items \(items)."))
    }

    /// An answer with what opens it.
    package struct Item: Sendable {
        package let answer: Answer
        package let opening: AnswerOpening
    }

    package struct Unread: Error {
        package let outcome: Finding.Outcome
    }

    private func read(_ file: [UInt8]) -> Result<Item, Unread> {
        guard let proof = try? TLogProof(parsing: file),
            let extra = proof.extra, let entry = try? Entry(decoding: extra)
        else { return .failure(Unread(outcome: .refused("The file is no receipt of an entry."))) }
        guard case .answer(let answer) = entry.body else {
            return .failure(
                Unread(outcome: .notChecked("The entry is no answer: there is nothing to repeat.")))
        }
        guard let opening = openings[answer.requestCommitment] else {
            return .failure(
                Unread(
                    outcome: .notChecked(
                        "The question is not in the directory's openings (erased, or another "
                            + "node's): without it nothing can be repeated.")))
        }
        return .success(Item(answer: answer, opening: opening))
    }
}
