internal import Wire

/// What the OpenAPI document says of one route; it stands beside the route's code.
struct Operation: Sendable {
    /// A parameter in path, query or header.
    struct Parameter: Sendable {
        enum Place: String, Sendable {
            case path, query, header
        }

        let name: String
        let place: Place
        let schema: JSONValue
        let description: String
        var example: JSONValue?
    }

    /// What a successful response holds.
    struct Reply: Sendable {
        let status: Int
        let description: String
        /// Media types with the schemas of what they hold.
        let contents: [(type: String, schema: JSONValue)]
        var headers: [String] = []
        var example: JSONValue?

        static func json(
            _ schema: JSONValue, _ description: String, status: Int = 200,
            headers: [String] = [], example: JSONValue? = nil
        ) -> Reply {
            Reply(
                status: status, description: description,
                contents: [("application/json", schema)], headers: headers, example: example)
        }
    }

    /// A name for generated clients.
    let id: String
    let tag: String
    let summary: String
    var detail: String?
    var parameters: [Parameter] = []
    /// The body's schema, for routes with one.
    var body: JSONValue?
    /// An example of the body.
    var example: JSONValue?
    let replies: [Reply]
    /// Refusals beyond those that follow from the route: status, and when.
    var refusals: [Int: String] = [:]
}

extension Operation.Parameter {
    static func path(
        _ name: String, _ schema: JSONValue, _ description: String, example: String
    ) -> Self {
        Self(
            name: name, place: .path, schema: schema, description: description,
            example: .string(example))
    }

    static func query(_ name: String, _ schema: JSONValue, _ description: String) -> Self {
        Self(name: name, place: .query, schema: schema, description: description)
    }

    static func header(_ name: String, _ schema: JSONValue, _ description: String) -> Self {
        Self(name: name, place: .header, schema: schema, description: description)
    }
}
