internal import Economy
internal import HTTPTypes
internal import Hummingbird
internal import Ledger
internal import Wire

/// `/api/models`: the models on sale with what the log says about them, and orders for new ones.
enum ModelRoutes {
    static let all: [Route] = [
        .get("/api/models", listing, answer: list),
        .get("/api/models/{name}", showing, answer: show),
        .post("/api/models", TrainingDescription.ordering, body: .rows, answer: order),
    ]

    private static func list(_ call: Call) async throws -> Response {
        let cards = try await call.services.catalogue.models()
        return .json(.object([("models", .array(cards.map(\.json)))]))
    }

    private static func show(_ call: Call) async throws -> Response {
        let name = call.capture("name")
        let card = try await call.services.catalogue.models().first { $0.name == name }
        guard let card else { throw HTTPProblem.unknownModel(name, nearest: []) }
        return .json(card.json)
    }

    private static func order(_ call: Call) async throws -> Response {
        let order = try TrainingRequest(call.body, limits: call.limits)
        let job = try await call.services.training.queue(order.order(by: try call.caller))
        return .json(job.json, status: .accepted, headers: [.location: "/api/jobs/\(job.id)"])
    }

    private static let listing = Operation(
        id: "listModels", tag: "Models", summary: "Lists the models on sale, newest first.",
        replies: [
            .json(
                Schema.object(Schema.member("models", Schema.array(Schema.named("Model")))),
                "The models.")
        ])

    private static let showing = Operation(
        id: "showModel", tag: "Models", summary: "Shows one model.",
        parameters: [
            .path("name", Schema.string(), "The model's name.", example: "debian-sections")
        ],
        replies: [.json(Schema.named("Model"), "The model.")],
        refusals: [404: "There is no such model."])
}

extension ModelCard {
    var json: JSONValue {
        .object(
            [
                ("name", .string(name)), ("created", .count(createdSeconds)),
                ("datanet", .text(home?.name)),
                ("datanets", .array(datanets.map(\.json))), ("price", .amount(terms.fee)),
                ("labels", .array(labels.map(JSONValue.string))), ("entries", entries),
                ("maker", .account(terms.makerAccount)), ("node", .account(terms.nodeAccount)),
                ("baseModel", .account(terms.baseModelAccount)),
                ("shares", .shares(terms.shares)), ("methods", .array(terms.methods.map(\.json))),
                ("files", .array(files.map(\.json))),
            ] + measures)
    }

    /// The log's entries that made the model.
    private var entries: JSONValue {
        .object([
            ("deploy", .index(terms.deploy)), ("result", .index(terms.result)),
            ("manifest", .index(terms.manifest)), ("evaluation", .index(terms.evaluation)),
            ("datanet", .index(terms.datanet)),
        ])
    }

    private var measures: [(String, JSONValue)] {
        [
            ("metrics", .array(metrics.map(\.json))),
            ("evaluationOpened", .bool(isEvaluationOpened)),
            (
                "runs",
                .object([
                    ("results", .count(runs.results)), ("aborts", .count(runs.aborts)),
                    ("unfinished", .count(runs.unfinished)),
                ])
            ),
            ("beaconRule", .string(beaconRule)), ("verdict", .text(terms.verdict?.word)),
            (
                "standings",
                .object(Standing.allCases.map { ($0.word, .count(standings[$0, default: 0])) })
            ),
        ]
    }
}

extension ModelCard.TrainedOn {
    var json: JSONValue {
        .object([
            ("entry", .index(index)), ("name", .text(name)), ("rows", .count(rowCount)),
        ])
    }
}

extension ModelCard.File {
    var json: JSONValue { .object([("name", .string(name)), ("digest", .digest(digest))]) }
}

extension ModelMetric {
    var json: JSONValue {
        .object([("name", .string(word)), ("value", .count(value)), ("count", .count(count))])
    }

    /// What it measures, for programs.
    private var word: String {
        switch metric {
        case Self.accuracy: "accuracy"
        case Self.learnedRows: "learnedRows"
        default: "metric \(metric)"
        }
    }
}

// MARK: - Schemas

extension ModelRoutes {
    static let schemas: [(String, JSONValue)] = [
        ("Model", model), ("TrainedOn", trainedOn), ("Metric", metric),
    ]

    private static let model = Schema.object(
        Schema.member("name", Schema.text), Schema.member("created", Schema.moment),
        Schema.member(
            "datanet",
            Schema.any(
                of: Schema.text, Schema.null,
                description: "The home Datanet, whose pool takes what is not attributed.")),
        Schema.member("datanets", Schema.array(Schema.named("TrainedOn"))),
        Schema.member("price", Schema.amount),
        Schema.member("labels", Schema.array(Schema.text)),
        Schema.member(
            "entries",
            Schema.object(
                ["deploy", "result", "manifest", "evaluation", "datanet"], Schema.index)),
        Schema.member("maker", Schema.account), Schema.member("node", Schema.account),
        Schema.member("baseModel", Schema.account),
        Schema.member("shares", Schema.named("Shares")),
        Schema.member("methods", Schema.array(Schema.named("Method"))),
        Schema.member(
            "files",
            Schema.array(
                Schema.object(
                    Schema.member("name", Schema.text), Schema.member("digest", Schema.digest)))),
        Schema.member("metrics", Schema.array(Schema.named("Metric"))),
        Schema.member(
            "evaluationOpened", Schema.boolean("Whether the evaluation items are public.")),
        Schema.member("runs", Schema.object(["results", "aborts", "unfinished"], Schema.count)),
        Schema.member("beaconRule", Schema.text),
        Schema.member(
            "verdict",
            Schema.any(
                of: Schema.words(Verdict.allCases.map(\.word)), Schema.null,
                description: "`gates`: contributors that did not measurably help were refused, and "
                    + "the model was trained again without their rows; `measures`: nobody was "
                    + "judged; null in models from before this was stated.")),
        Schema.member("standings", Schema.object(Standing.allCases.map(\.word), Schema.count)))

    private static let trainedOn = Schema.object(
        Schema.member("entry", Schema.index), Schema.member("name", Schema.nullable(Schema.text)),
        Schema.member("rows", Schema.count))

    private static let metric = Schema.object(
        Schema.member(
            "name",
            Schema.string(
                "`accuracy`: items answered correctly; `learnedRows`: training rows that the model "
                    + "learned from.")),
        Schema.member("value", Schema.count),
        Schema.member("count", Schema.integer("Over how many items.", minimum: 0)))
}
