internal import HTTPTypes
internal import Hummingbird
internal import Wire

/// `/api/datanets`: collections of rows, and rows on their way in.
enum DatanetRoutes {
    /// The longest query in Unicode scalars, as JSON Schema counts them.
    static let queryLimit = 256
    /// The most labels that a Datanet may have.
    static let labelLimit = 1_000

    static let all: [APIRoute] = [
        .get("/api/datanets", DatanetDescription.listing, answer: list),
        .post(
            "/api/datanets", DatanetDescription.founding, access: .operatorKey, answer: found),
        .get("/api/datanets/{name}", DatanetDescription.showing, answer: show),
        .get("/api/datanets/{name}/rows", DatanetDescription.reading, answer: rows),
        .post(
            "/api/datanets/{name}/contributions", DatanetDescription.contributing, body: .rows,
            answer: contribute),
    ]

    private static func list(_ call: APICall) async throws -> Response {
        let cards = try await call.services.catalogue.datanets()
        return .json(.object([("datanets", .array(cards.map(\.json)))]))
    }

    private static func found(_ call: APICall) async throws -> Response {
        let fields = try JSONFields(call.body)
        let name = try fields.string("name")
        var labels: [String] = []
        for (position, value) in try fields.array("labels").enumerated() {
            guard let label = value.stringValue else {
                throw HTTPProblem.invalid("labels[\(position)]", "A label is a string.")
            }
            labels.append(label)
        }
        guard 2...labelLimit ~= labels.count, Set(labels).count == labels.count else {
            throw fields.problem("labels", "must be 2 to \(labelLimit) labels, each once.")
        }
        let entry = try await call.services.intake.foundDatanet(
            name, labels: labels, caller: try call.caller)
        return .json(
            .object([("name", .string(name)), ("entry", .index(entry))]), status: .created,
            headers: [.location: "/api/datanets/\(name)"])
    }

    private static func show(_ call: APICall) async throws -> Response {
        let name = call.parameter("name")
        let card = try await call.services.catalogue.datanets().first { $0.name == name }
        guard let card else { throw unknown(name) }
        return .json(card.json)
    }

    private static func rows(_ call: APICall) async throws -> Response {
        let name = call.parameter("name")
        let query = call.query["q"].flatMap { $0.isEmpty ? nil : $0 }
        guard query?.unicodeScalars.count ?? 0 <= queryLimit else {
            throw HTTPProblem.invalid("q", "q is over the limit of \(queryLimit) characters.")
        }
        let page = try await call.services.catalogue.rows(
            of: name, query: query, after: try call.query.index("after"))
        guard let page else { throw unknown(name) }
        return .json(
            .object([("rows", .array(page.rows.map(\.json))), ("next", .index(page.next))]))
    }

    private static func contribute(_ call: APICall) async throws -> Response {
        let rows = try JSONFields(call.body).rows("rows", limits: call.limits)
        let receipt = try await call.services.intake.contribute(
            rows, to: call.parameter("name"), caller: try call.caller)
        return .json(receipt.json, status: receipt.wasThere ? .ok : .created)
    }

    private static func unknown(_ name: String) -> ServiceRefusal {
        .notFound("There is no Datanet '\(name)'.")
    }
}

extension DatanetCard {
    var json: JSONValue {
        let contributors = contributions.map { contribution in
            JSONValue.object([
                ("account", .account(contribution.account)),
                ("accepted", .count(contribution.acceptedCount)),
                ("duplicates", .count(contribution.duplicateCount)),
            ])
        }
        return .object([
            ("name", .string(name)), ("entry", .index(index)),
            ("labels", .array(labels.map(JSONValue.string))),
            ("accepted", .count(acceptedCount)), ("duplicates", .count(duplicateCount)),
            ("rowsRoot", .digest(rowsRoot)), ("contributions", .array(contributors)),
        ])
    }
}

extension ContributionReceipt {
    var json: JSONValue {
        .object([
            ("commit", .index(commit)), ("reveal", .index(reveal)),
            ("accepted", .count(acceptedCount)), ("duplicates", .count(duplicateCount)),
            ("wasThere", .bool(wasThere)),
        ])
    }
}
