internal import Datanets
internal import Economy
internal import Identity
internal import LanguageModels
internal import Ledger
internal import LedgerStorage
internal import Machine
internal import ModelFactory
internal import NodeAPI
internal import Synchronization
internal import Wire

/// A deployed model, loaded.
struct ServedModel: Sendable {
    let card: ModelCard
    let composer: AnswerComposer
    let kind: ModelKind
    /// Root of the evaluation items that its gate was made from.
    let evaluationRoot: Digest

    var terms: ModelOnSale { card.terms }
}

/// The models of a data directory: of each name the latest, loaded; of every deploy the name.
final class ServedModels: Sendable {
    private struct Models {
        var byName: [String: ServedModel] = [:]
        var names: [UInt64: String] = [:]
    }

    private let directory: String
    private let base: BaseModel
    private let writer: any StoredLog
    private let datanets: DatanetCatalogue
    private let models = Mutex(Models())

    /// Loads what is on sale.
    ///
    /// - Throws: `OperationError` when a model's public files are not those that the log names.
    init(
        dataDirectory: String, base: BaseModel, writer: any StoredLog, datanets: DatanetCatalogue
    ) async throws {
        directory = dataDirectory
        self.base = base
        self.writer = writer
        self.datanets = datanets
        let deploys = try await writer.query { state in
            state.modelsOnSale.compactMap { terms in
                state.manifest(at: terms.manifest).map { (terms, $0.manifestDigest) }
            }
        }
        let names = ModelNames(dataDirectory: dataDirectory)
        var latest: [String: UInt64] = [:]
        for (terms, manifest) in deploys {
            let name = names.card(manifest: manifest)?.name ?? "model-\(terms.deploy)"
            models.withLock { $0.names[terms.deploy] = name }
            latest[name] = terms.deploy
        }
        for deploy in latest.values.sorted() { try await load(deploy: deploy) }
    }

    /// The model that a name stands for.
    func model(named name: String) -> ServedModel? { models.withLock { $0.byName[name] } }

    /// The name of a deploy, whether or not another has it by now.
    func name(ofDeploy deploy: UInt64) -> String {
        models.withLock { $0.names[deploy] } ?? "model-\(deploy)"
    }

    /// Whether a deploy is loaded, or was before another took its name.
    func knows(deploy: UInt64) -> Bool { models.withLock { $0.names[deploy] != nil } }

    /// Tokens that an answer of a deploy counts as; 0 when the deploy is not loaded.
    func tokenCount(ofAnswer text: String, deploy: UInt64) -> Int {
        all.first { $0.terms.deploy == deploy }?.kind.tokenCount(ofAnswer: text) ?? 0
    }

    /// The cards, newest first, with what the ledger says now of runs and evaluations.
    ///
    /// - Throws: `OperationError`.
    func cards() async throws -> [ModelCard] {
        let all = all
        return try await writer.query { state in
            all.map { model in
                model.card.with(
                    isEvaluationOpened: state.isEvaluationOpened(model.terms.evaluation) == true,
                    runs: state.trainingRuns(of: model.terms.makerAccount))
            }
        }
    }

    /// The loaded models, newest first.
    var all: [ServedModel] {
        models.withLock { Array($0.byName.values) }.sorted { $0.terms.deploy > $1.terms.deploy }
    }

    /// Loads a deployed model, in the place of the earlier one of its name.
    func load(deploy: UInt64) async throws {
        guard let terms = try await writer.query({ $0.model(deploy: deploy) }),
            let found = try await writer.query({ state in
                state.manifest(at: terms.manifest).flatMap { commit in
                    state.trainingResult(at: terms.result).map { (commit, $0) }
                }
            })
        else { throw OperationError(.notFound, "entry \(deploy) is no deployed model") }
        let (commit, result) = found
        let rows = try await writer.query { commit.trainedRows(in: $0) }
        let model = try ModelFiles(dataDirectory: directory).read(
            manifest: commit.manifestDigest, result: result,
            configuration: base.classifier.encoder.configuration)
        let card = ModelNames(dataDirectory: directory).card(manifest: commit.manifestDigest)
        let name = card?.name ?? "model-\(deploy)"
        let served = ServedModel(
            card: try await self.card(
                name: name, terms: terms, model: model, commit: commit, result: result),
            composer: try AnswerComposer(base: base, model: model, rows: rows),
            kind: model.manifest.kind,
            evaluationRoot: model.manifest.evaluationRoot)
        models.withLock { models in
            models.names[deploy] = name
            guard models.byName[name].map({ $0.terms.deploy <= deploy }) ?? true else { return }
            models.byName[name] = served
        }
    }

    private func card(
        name: String, terms: ModelOnSale, model: TrainedModel, commit: ManifestCommit,
        result: TrainingResult
    ) async throws -> ModelCard {
        let (opened, runs) = try await writer.query {
            (
                $0.isEvaluationOpened(terms.evaluation) == true,
                $0.trainingRuns(of: terms.makerAccount)
            )
        }
        let labels =
            switch model.manifest.kind {
            case .classifier(let labels): labels
            }
        return ModelCard(
            name: name, terms: terms,
            createdSeconds: try await writer.entry(at: terms.deploy).timestampSeconds,
            datanets: terms.datanets.map {
                ModelCard.TrainedOn(
                    index: $0.datanet, name: datanets.contents(at: $0.datanet)?.card.name,
                    rowCount: $0.rowCount)
            }, labels: labels, files: ModelCard.files(commit, result),
            metrics: ModelCard.metrics(result), isEvaluationOpened: opened,
            runs: runs, beaconRule: model.manifest.beaconRule,
            standings: model.gate.standings.values.reduce(into: [:]) { $0[$1, default: 0] += 1 })
    }
}
