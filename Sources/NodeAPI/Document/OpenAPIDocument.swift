internal import HTTPTypes
internal import Wire

/// The OpenAPI 3.1 document, made of the route table and of what stands beside each route.
enum OpenAPIDocument {
    /// The whole document.
    static let document = JSONValue.object([
        ("openapi", .string("3.1.0")), ("info", info),
        ("paths", .object(RouteTable.node.endpoints.map { ($0.path.text, path($0)) })),
        (
            "components",
            .object([
                ("schemas", .object(ComponentSchemas.all)), ("headers", OpenAPIHeaders.all),
                ("securitySchemes", securitySchemes),
            ])
        ),
    ])

    private static let info = JSONValue.object([
        ("title", .string("OpenLedger node")), ("version", .string("1")),
        (
            "summary",
            .string("AI that pays the people it learned from.")
        ),
        (
            "description",
            .string(
                """
                Amounts are whole numbers of nano-OPEN (1e-9 OPEN) in decimal strings. Ids and \
                indices are places in the log, in decimal strings. Under /v1 errors are OpenAI's \
                error object, elsewhere problem+json (RFC 9457). Each response carries \
                x-request-id. HEAD is answered wherever GET is.
                """)
        ),
        (
            "license",
            .object([("name", .string("Apache-2.0")), ("identifier", .string("Apache-2.0"))])
        ),
    ])

    private static let securitySchemes = JSONValue.object([
        (
            "key",
            .object([
                ("type", .string("http")), ("scheme", .string("bearer")),
                ("description", .string("An API key of this node.")),
            ])
        )
    ])

    private static func path(_ endpoint: RouteTable.Endpoint) -> JSONValue {
        .object(endpoint.routes.map { ($0.method.rawValue.lowercased(), operation($0)) })
    }

    private static func operation(_ route: APIRoute) -> JSONValue {
        let operation = route.operation
        var members: [(String, JSONValue)] = [
            ("operationId", .string(operation.id)), ("tags", .array([.string(operation.tag)])),
            ("summary", .string(operation.summary)),
        ]
        if let detail = operation.detail { members.append(("description", .string(detail))) }
        if !operation.parameters.isEmpty {
            members.append(("parameters", .array(operation.parameters.map(parameter))))
        }
        if let schema = operation.body {
            members.append(("requestBody", body(schema, example: operation.example)))
        }
        members.append(("responses", OpenAPIResponses.all(of: route)))
        if route.access != .open {
            members.append(("security", .array([.object([("key", .array([]))])])))
        }
        return .object(members)
    }

    private static func parameter(_ parameter: Operation.Parameter) -> JSONValue {
        .object(
            [
                ("name", .string(parameter.name)), ("in", .string(parameter.place.rawValue)),
                ("required", .bool(parameter.place == .path)),
                ("description", .string(parameter.description)), ("schema", parameter.schema),
            ] + (parameter.example.map { [("example", $0)] } ?? []))
    }

    private static func body(_ schema: JSONValue, example: JSONValue?) -> JSONValue {
        let content = JSONValue.object(
            [("schema", schema)] + (example.map { [("example", $0)] } ?? []))
        return .object([
            ("required", .bool(true)),
            ("content", .object([("application/json", content)])),
        ])
    }
}
