internal import Hummingbird
internal import Wire

/// `/api/jobs`: where training jobs stand.
enum JobRoutes {
    static let all: [APIRoute] = [
        .get("/api/jobs", listing, answer: list),
        .get("/api/jobs/{id}", showing, answer: show),
    ]

    private static func list(_ call: APICall) async throws -> Response {
        let jobs = await call.services.training.jobs()
        return .json(.object([("jobs", .array(jobs.map(\.json)))]))
    }

    private static func show(_ call: APICall) async throws -> Response {
        let id = try call.index("id")
        guard let job = await call.services.training.jobs().first(where: { $0.id == id }) else {
            throw ServiceRefusal.notFound("There is no job \(id).")
        }
        return .json(job.json)
    }

    private static let listing = Operation(
        id: "listJobs", tag: "Models", summary: "Lists the training jobs, newest first.",
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
