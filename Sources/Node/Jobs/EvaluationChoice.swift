internal import Datanets
internal import Economy
internal import Ledger
internal import LedgerStorage
internal import Machine
internal import ModelFactory
internal import NodeAPI
internal import Wire
internal import Workflows

/// Which items measure a model that is ordered.
///
/// Whoever orders may measure a model by rows of their own, but judges nobody by them: that is for
/// the items that the Datanet's evaluator committed to.
struct EvaluationChoice {
    let files: DataFiles
    let models: ServedModels
    let writer: any StoredLog
    let allowance: FreeAllowance

    /// The order's own rows; else the oldest items that the Datanet's evaluator committed to and
    /// that no order has taken; else those of its last evaluation, which are public by now.
    ///
    /// Hidden items serve once, so whoever is not the Datanet's owner gets one evaluation a day: a
    /// stranger's orders would else leave nobody any.
    ///
    /// - Parameters:
    ///   - order: the order.
    ///   - datanet: the rows as they stand, with the index of the Datanet.
    ///   - taken: roots of items that waiting jobs have.
    /// - Returns: the items; a model is measured by those that it will not have seen.
    /// - Throws: `ServiceRefusal` when there are none, or too few.
    func items(
        of order: TrainingOrder, _ datanet: (datanet: Datanet, index: UInt64),
        taken: Set<Digest>
    ) async throws -> EvaluationItems {
        let items: EvaluationItems
        if let given = order.evaluation {
            items = Self.salted(try Self.parsed(given, datanet.datanet.task))
        } else if let hidden = try await hidden(datanet, taken, for: order.caller) {
            items = hidden
        } else if let rows = published(order.datanet) {
            items = Self.salted(rows)
        } else {
            throw ServiceRefusal.invalid(
                parameter: "evaluation",
                message: "No evaluation of this Datanet is open yet, and no hidden one waits for "
                    + "this account, which may use up one a day of others' Datanets: send rows "
                    + "that nobody trains on, each with a text and its label.")
        }
        do throws(UnfitEvaluation) {
            _ = try ModelOrder.unseenItemCount(items, datanet.datanet)
        } catch {
            throw ServiceRefusal.invalid(parameter: "evaluation", message: error.description)
        }
        return items
    }

    private static func salted(_ rows: [DatanetRow]) -> EvaluationItems {
        var salts = SeededBytes(digest: Digest.random(), label: "evaluation salts")
        return EvaluationItems(rows: rows, salts: &salts)
    }

    private static func parsed(
        _ given: [SubmittedRow], _ task: DatanetTask
    ) throws(ServiceRefusal) -> [DatanetRow] {
        var rows: [DatanetRow] = []
        for (position, item) in given.enumerated() {
            let place = "evaluation[\(position)]"
            do throws(RowRefusal.Reason) {
                rows.append(try task.row(text: item.text, label: item.label))
            } catch {
                throw .invalid(
                    parameter: place, message: IntakeService.words(for: error, task))
            }
        }
        return rows
    }

    /// Items that may still gate: the Datanet's, committed to by its evaluator, named by no
    /// manifest, and of them enough unseen.
    private func hidden(
        _ datanet: (datanet: Datanet, index: UInt64), _ taken: Set<Digest>, for caller: Caller
    ) async throws -> EvaluationItems? {
        let kept = HiddenEvaluations(dataDirectory: files.root)
        let roots = try kept.roots().filter { !taken.contains($0) }
        let index = datanet.index
        let (owner, terms, waiting) = try await writer.query { state in
            let waiting = roots.compactMap { root in
                state.evaluation(root: root).map { (root: root, place: $0) }
            }
            return (
                state.owner(ofDatanet: index), state.verdictTerms(ofDatanet: index),
                waiting.filter { item in
                    guard let found = state.evaluation(at: item.place) else { return false }
                    return found.commit.datanet == index && !found.isUsed
                }.sorted { $0.place < $1.place }
            )
        }
        guard let terms else { return nil }
        let rows = datanet.datanet.acceptedRows.map(\.row)
        for item in waiting {
            let items = try kept.items(root: item.root)
            guard items.unseen(by: rows).count >= Int(terms.leastItems) else { continue }
            return caller.account == owner || isAllowed(caller) ? items : nil
        }
        return nil
    }

    private func isAllowed(_ caller: Caller) -> Bool {
        do {
            try allowance.take(1, of: caller.account)
            return true
        } catch { return false }
    }

    private func published(_ datanet: String) -> [DatanetRow]? {
        for model in models.all
        where model.card.home?.name == datanet && model.card.isEvaluationOpened {
            let path = EvaluationItems.path(root: model.evaluationRoot)
            guard let bytes = try? files.read(path, limit: FileLimit.records),
                let items = try? EvaluationItems(fileBytes: bytes)
            else { continue }
            return items.rows.map(\.row)
        }
        return nil
    }
}
