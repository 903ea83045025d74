internal import HTTPTypes
internal import Hummingbird
internal import Money
internal import Wire

/// What an order for a model asks.
struct TrainingRequest {
    /// The most passes over the rows that anybody may order.
    static let epochLimit = 20
    /// The longest name of a model.
    static let nameLimit = 64

    private let name: String
    private let datanet: String
    private let price: Amount
    private let evaluation: [SubmittedRow]?
    private let epochs: Int?

    /// Reads the body.
    ///
    /// - Throws: ``HTTPProblem`` that names the parameter.
    init(_ body: JSONValue, limits: RequestLimits) throws(HTTPProblem) {
        let fields = try JSONFields(body)
        try fields.allow(only: "name", "datanet", "price", "evaluation", "epochs")
        name = try fields.string("name")
        guard Self.isName(name) else {
            throw fields.problem("name", "must be 1 to \(Self.nameLimit) of a–z, 0–9 and -.")
        }
        datanet = try fields.string("datanet")
        price = try fields.amount("price")
        guard price > .zero else { throw fields.problem("price", "must be over zero.") }
        if fields["evaluation"] == nil {
            evaluation = nil
        } else {
            evaluation = try fields.rows("evaluation", limits: limits)
        }
        let epochs = try fields.optionalInteger("epochs")
        guard (1...Int64(Self.epochLimit)).contains(epochs ?? 1) else {
            throw fields.problem("epochs", "must be 1 to \(Self.epochLimit).")
        }
        self.epochs = epochs.map { Int($0) }
    }

    /// The order as the caller's.
    func order(by caller: Caller) -> TrainingOrder {
        TrainingOrder(
            caller: caller, name: name, datanet: datanet, fee: price, evaluation: evaluation,
            epochs: epochs)
    }

    private static func isName(_ text: String) -> Bool {
        (1...nameLimit).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "-")
            }
    }
}

extension JSONFields {
    /// An amount: a string with a whole number of nano-OPEN.
    func amount(_ member: String) throws(HTTPProblem) -> Amount {
        guard let nano = DecimalText.parse(try string(member)) else {
            throw problem(member, "must be a whole number of nano-OPEN in decimal, as a string.")
        }
        return Amount(nanoOPEN: nano)
    }

    /// Rows, at least one and at most the limit.
    func rows(
        _ member: String, limits: RequestLimits
    ) throws(HTTPProblem) -> [SubmittedRow] {
        let elements = try array(member)
        guard (1...limits.rows).contains(elements.count) else {
            throw problem(member, "must hold 1 to \(limits.rows) rows.")
        }
        var rows: [SubmittedRow] = []
        rows.reserveCapacity(elements.count)
        for (position, element) in elements.enumerated() {
            let row = try JSONFields(element, at: name("\(member)[\(position)]"))
            try row.allow(only: "text", "label")
            let text = try row.string("text")
            let label = try row.optionalString("label")
            guard !text.isEmpty else { throw row.problem("text", "is empty.") }
            guard label?.isEmpty != true else { throw row.problem("label", "is empty.") }
            rows.append(SubmittedRow(text: text, label: label))
        }
        return rows
    }
}

/// `/api/jobs`: where training jobs stand.
enum JobRoutes {
    static let all: [Route] = [
        .get("/api/jobs", listing, answer: list),
        .get("/api/jobs/{id}", showing, answer: show),
    ]

    private static func list(_ call: Call) async throws -> Response {
        let jobs = await call.services.training.jobs()
        return .json(.object([("jobs", .array(jobs.map(\.json)))]))
    }

    private static func show(_ call: Call) async throws -> Response {
        let id = try call.index("id")
        guard let job = await call.services.training.job(id) else {
            throw ServiceRefusal.notFound("There is no job \(id).")
        }
        return .json(job.json)
    }

    private static let listing = Operation(
        id: "listJobs", tag: "Models", summary: "Lists the latest 50 training jobs, newest first.",
        replies: [
            .json(
                Schema.object(Schema.member("jobs", Schema.array(Schema.named("Job")))),
                "The jobs.")
        ])

    private static let showing = Operation(
        id: "showJob", tag: "Models", summary: "Shows one training job.",
        parameters: [.path("id", Schema.named("Index"), "The job's number.", example: "1")],
        replies: [.json(Schema.named("Job"), "The job.")],
        refusals: [404: "There is no such job."])
}

extension TrainingJob {
    var json: JSONValue {
        let steps = progress.map { steps in
            JSONValue.object([("done", .count(steps.done)), ("total", .count(steps.total))])
        }
        return .object([
            ("id", .index(id)), ("account", .account(account)), ("name", .string(name)),
            ("datanet", .string(datanet)), ("state", .string(state.rawValue)),
            ("progress", steps ?? .null), ("manifest", .index(manifest)),
            ("deploy", .index(deploy)), ("failure", .text(failure)),
        ])
    }
}

/// What the OpenAPI document says of orders for models.
enum TrainingDescription {
    static let ordering = Operation(
        id: "trainModel", tag: "Models", summary: "Orders a model and queues its training.",
        body: Schema.closed(
            Schema.member(
                "name",
                Schema.string(
                    "What the model will be asked by.",
                    pattern: "^[a-z0-9-]{1,\(TrainingRequest.nameLimit)}$")),
            Schema.member("datanet", Schema.string("The Datanet it is trained on.")),
            Schema.member("price", Schema.named("PositiveAmount")),
            Schema.optional(
                "evaluation",
                Schema.nullable(
                    Schema.array(
                        Schema.named("NewRow"), minimum: 1, maximum: RequestLimits().rows,
                        "Rows that measure the model and judge nobody; without them the items that "
                            + "the Datanet's evaluator committed to judge its contributors."))),
            Schema.optional(
                "epochs",
                Schema.nullable(
                    Schema.integer(
                        "Passes over the rows.", minimum: 1, maximum: TrainingRequest.epochLimit)))
        ),
        example: .object([
            ("name", .string("my-sections")), ("datanet", .string("debian-sections")),
            ("price", .string("10000000")),
        ]),
        replies: [
            .json(
                Schema.named("Job"), "The job; it runs when those before it are done.",
                status: 202, headers: [HTTPField.Name.location.rawName])
        ],
        refusals: [
            400: "The price is below the Datanet's least, or too few of the evaluation rows say "
                + "something that is not trained on.",
            403: "The node does not keep the account's key, or the Datanet's policy does not let "
                + "it train.",
            404: "There is no such Datanet.",
            409: "Another maker holds this name, the Datanet has too few rows, or too many "
                + "trainings wait.",
        ])
}

// MARK: - Schemas

extension JobRoutes {
    static let schemas: [(String, JSONValue)] = [
        (
            "Job",
            Schema.object(
                Schema.member("id", Schema.index), Schema.member("account", Schema.account),
                Schema.member("name", Schema.text), Schema.member("datanet", Schema.text),
                Schema.member("state", Schema.words(TrainingJob.State.allCases.map(\.rawValue))),
                Schema.member(
                    "progress",
                    Schema.nullable(Schema.object(["done", "total"], Schema.count))),
                Schema.member("manifest", Schema.optionalIndex),
                Schema.member("deploy", Schema.optionalIndex),
                Schema.member("failure", Schema.nullable(Schema.text)))
        )
    ]
}
