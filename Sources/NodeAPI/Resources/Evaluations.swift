internal import HTTPTypes
internal import Hummingbird
internal import Wire

/// `/api/datanets/NAME/evaluations`: hidden items that will judge a Datanet's contributors.
enum EvaluationRoutes {
    static let all: [Route] = [
        .post(
            "/api/datanets/{name}/evaluations", committing, access: .operatorKey, body: .rows,
            answer: commit)
    ]

    private static func commit(_ call: Call) async throws -> Response {
        let rows = try JSONFields(call.body).rows("rows", limits: call.limits)
        let receipt = try await call.services.intake.commitEvaluation(
            rows, of: call.capture("name"), caller: try call.caller)
        return .json(
            .object([
                ("entry", .index(receipt.entry)), ("items", .count(receipt.itemCount)),
                ("root", .digest(receipt.root)),
            ]), status: .created)
    }

    private static let committing = Operation(
        id: "commitEvaluation", tag: "Datanets",
        summary: "Commits to hidden items that will judge a Datanet's contributors.",
        detail: "The log gets the root of their salted leaves. The next model of the Datanet that "
            + "is ordered without items of its own is judged by them, once; then they are opened.",
        parameters: [
            .path("name", Schema.string(), "The Datanet's name.", example: "debian-sections")
        ],
        body: Schema.object(
            Schema.member(
                "rows",
                Schema.array(
                    Schema.named("NewRow"), minimum: 1, maximum: RequestLimits().rows,
                    "At least as many as the Datanet's policy asks of a verdict."))),
        example: .object([
            (
                "rows",
                .array([
                    .object([
                        ("text", .string("small and fast web server")), ("label", .string("httpd")),
                    ])
                ])
            )
        ]),
        replies: [
            .json(
                Schema.object(
                    Schema.member("entry", Schema.named("Index")),
                    Schema.member("items", Schema.count), Schema.member("root", Schema.digest)),
                "The commitment's entry.", status: 201)
        ],
        refusals: [
            400: "There are too few rows, or one cannot be used.",
            403: "The node does not keep the evaluator's key.", 404: "There is no such Datanet.",
        ])
}
