internal import Datanets
internal import Economy
internal import Identity
internal import LanguageModels
internal import Ledger
internal import LedgerStorage
internal import Machine
internal import ModelFactory
internal import Money
internal import NodeAPI
internal import Synchronization
internal import Wire

/// A deployed model, loaded.
struct ServedModel: Sendable {
    let card: ModelCard
    let composer: AnswerComposer
    let measures: TokenMeasures
    /// Root of the evaluation items that its gate was made from.
    let evaluationRoot: Digest

    var terms: ModelOnSale { card.terms }
}

/// What a model's tokens are counted by, in usage and on pages as in the model itself.
struct TokenMeasures: Sendable {
    let kind: ModelKind
    /// Tokens of a question that the model reads, those around the text included.
    let maximumTokens: Int

    init(_ manifest: TrainingManifest, over base: BaseModel) {
        kind = manifest.kind
        maximumTokens = min(manifest.recipe.maximumTokens, base.folder.maximumTokens)
    }
}

/// The models of a data directory: of each name the latest, loaded; of every deploy the name.
///
/// A name is that of the maker who sold the first model of it: another's, as logs from before names
/// were held may have it, is asked by the number of its deploy.
final class ServedModels: Sendable {
    private struct Models {
        var byName: [String: ServedModel] = [:]
        var names: [UInt64: String] = [:]
        var holders: [String: AccountAddress] = [:]
        var manifests: [UInt64: Digest] = [:]
        /// Read when they are first asked for, whether or not the deploy is loaded.
        var measures: [UInt64: TokenMeasures] = [:]

        /// What a model is asked by, given what its card calls it.
        mutating func name(_ card: String?, of terms: ModelOnSale) -> String {
            let own = "model-\(terms.deploy)"
            guard let card else { return own }
            let holder = holders[card, default: terms.makerAccount]
            holders[card] = holder
            return holder == terms.makerAccount ? card : own
        }
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
            let card = try names.card(manifest: manifest)?.name
            let name = models.withLock { models in
                let name = models.name(card, of: terms)
                models.names[terms.deploy] = name
                models.manifests[terms.deploy] = manifest
                return name
            }
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

    /// Who sold the first model of a name.
    func holder(of name: String) -> AccountAddress? { models.withLock { $0.holders[name] } }

    /// Whether a deploy is loaded, or was before another took its name.
    func knows(deploy: UInt64) -> Bool { models.withLock { $0.names[deploy] != nil } }

    /// How a deploy's tokens are counted; nil when its manifest is gone.
    func measures(ofDeploy deploy: UInt64) -> TokenMeasures? {
        let (known, digest) = models.withLock { ($0.measures[deploy], $0.manifests[deploy]) }
        if let known { return known }
        guard let digest,
            let manifest = try? ModelFiles(dataDirectory: directory).manifest(digest)
        else { return nil }
        let measures = TokenMeasures(manifest, over: base)
        models.withLock { $0.measures[deploy] = measures }
        return measures
    }

    /// The names under which an account's models are on sale.
    func names(ofMaker account: AccountAddress) -> Set<String> {
        Set(all.filter { $0.terms.makerAccount == account }.map(\.card.name))
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

    /// The price of the cheapest model; nil where none is on sale.
    var leastFee: Amount? {
        models.withLock { models in models.byName.values.lazy.map(\.terms.fee).min() }
    }

    /// Loads a deployed model, in the place of the earlier one of its name.
    func load(deploy: UInt64) async throws {
        let found = try await writer.query { state in
            DeployedModel(deploy: deploy, in: state).map { ($0, $0.commit.trainedRows(in: state)) }
        }
        guard let (deployed, rows) = found else {
            throw OperationError(.notFound, "entry \(deploy) is no deployed model")
        }
        let model = try deployed.read(from: ModelFiles(dataDirectory: directory), over: base)
        let manifest = deployed.commit.manifestDigest
        let card = try ModelNames(dataDirectory: directory).card(manifest: manifest)
        let name = models.withLock { $0.name(card?.name, of: deployed.terms) }
        let served = ServedModel(
            card: try await self.card(name: name, deployed, model),
            composer: try AnswerComposer(base: base, model: model, rows: rows),
            measures: TokenMeasures(model.manifest, over: base),
            evaluationRoot: model.manifest.evaluationRoot)
        models.withLock { models in
            models.names[deploy] = name
            models.manifests[deploy] = manifest
            guard models.byName[name].map({ $0.terms.deploy <= deploy }) ?? true else { return }
            models.byName[name] = served
        }
    }

    private func card(
        name: String, _ deployed: DeployedModel, _ model: TrainedModel
    ) async throws -> ModelCard {
        let (terms, result) = (deployed.terms, deployed.result)
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
                    index: $0.datanet, name: datanets.name(at: $0.datanet),
                    rowCount: $0.rowCount)
            }, labels: labels, files: ModelCard.files(deployed.commit, result),
            metrics: result.metrics, isEvaluationOpened: opened,
            runs: runs, beaconRule: model.manifest.beaconRule,
            standings: model.gate.standings.values.reduce(into: [:]) { $0[$1, default: 0] += 1 })
    }
}
