internal import Datanets
internal import Machine
internal import ModelFactory
internal import NodeAPI
internal import Wire
internal import Workflows

/// Which rows measure a model that is ordered.
enum EvaluationChoice {
    /// The order's own rows, or those of the Datanet's last evaluation, which are public by now.
    static func rows(
        of order: TrainingOrder, datanet: Datanet, files: DataFiles, models: ServedModels
    ) throws -> [DatanetRow] {
        guard let given = order.evaluation else {
            guard let rows = published(order.datanet, files, models) else {
                throw ServiceRefusal.invalid(
                    parameter: "evaluation",
                    message: "No evaluation of this Datanet is open yet: send rows that nobody "
                        + "trains on, each with a text and its label.")
            }
            return rows
        }
        guard given.count >= ModelOrder.leastEvaluationItems else {
            throw ServiceRefusal.invalid(
                parameter: "evaluation",
                message: "An evaluation has \(ModelOrder.leastEvaluationItems) rows or more.")
        }
        var rows: [DatanetRow] = []
        for (position, item) in given.enumerated() {
            let place = "evaluation[\(position)]"
            do throws(RowRefusal.Reason) {
                rows.append(try datanet.task.row(text: item.text, label: item.label))
            } catch .unknownLabel {
                throw ServiceRefusal.invalid(
                    parameter: place, message: "The label is not one of the Datanet's.")
            } catch {
                throw ServiceRefusal.invalid(parameter: place, message: "\(error)")
            }
        }
        return rows
    }

    private static func published(
        _ datanet: String, _ files: DataFiles, _ models: ServedModels
    ) -> [DatanetRow]? {
        for model in models.all
        where model.card.home?.name == datanet
            && model.card.isEvaluationOpened
        {
            let path = "evaluations/\(model.evaluationRoot.hex).jsonl"
            guard let bytes = try? files.read(path, limit: FileLimit.records),
                let items = try? EvaluationItems(fileBytes: bytes)
            else { continue }
            return items.rows.map(\.row)
        }
        return nil
    }
}
