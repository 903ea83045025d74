internal import HTTPTypes
internal import Hummingbird
internal import Wire

/// The OpenAPI 3.1 document, made of the route table and of what stands beside each route.
enum OpenAPIDocument {
    /// The whole document.
    static let document = JSONValue.object([
        ("openapi", .string("3.1.0")), ("info", info),
        ("paths", .object(RouteTable.programs.endpoints.map { ($0.path.text, path($0)) })),
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
        .object(
            endpoint.routes.compactMap { route in
                route.operation.map {
                    (route.method.rawValue.lowercased(), operation(route, $0))
                }
            })
    }

    private static func operation(_ route: Route, _ operation: Operation) -> JSONValue {
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
        members.append(("responses", OpenAPIResponses.all(of: operation, on: route)))
        if route.access != .open {
            let key = JSONValue.object([("key", .array([]))])
            let security = route.access.needsKey ? [key] : [.object([]), key]
            members.append(("security", .array(security)))
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

/// The responses of an operation: what it was asked for, and every refusal that can occur.
enum OpenAPIResponses {
    static func all(of operation: Operation, on route: Route) -> JSONValue {
        var responses = operation.replies.map { (String($0.status), reply($0)) }
        for (status, text) in refusals(of: operation, on: route).sorted(by: { $0.key < $1.key }) {
            responses.append((String(status), refusal(status, text, route.form)))
        }
        return .object(responses)
    }

    /// What can be refused, with the operation's own words before the general ones.
    private static func refusals(
        of operation: Operation, on route: Route
    ) -> [Int: String] {
        var found = [500: "The node failed."]
        if !operation.parameters.isEmpty || operation.body != nil {
            found[400] = "A parameter's value cannot be used; it is named."
        }
        if operation.parameters.contains(where: { $0.place == .path }) {
            found[404] = "There is no such thing."
        }
        if route.access != .open { found[401] = "The API key is missing or not this node's." }
        if route.access == .optionalKey { found[401] = "The API key is not this node's." }
        if route.access == .operatorKey { found[403] = "Only the log's operator may do this." }
        if route.body != .none {
            found[408] = "The body took too long."
            found[413] = "The body is too large."
            found[415] = "The body is not JSON in UTF-8."
        }
        found[405] = "The path has other methods; Allow lists them."
        if route.isCounted { found[503] = "Too many requests wait, or the node has stopped." }
        return found.merging(operation.refusals) { $1 }
    }

    private static func reply(_ reply: Operation.Reply) -> JSONValue {
        let contents = reply.contents.map { content in
            (
                content.type,
                JSONValue.object(
                    [("schema", content.schema)]
                        + (reply.example.map { [("example", $0)] } ?? []))
            )
        }
        return .object([
            ("description", .string(reply.description)),
            ("headers", headers([HTTPField.Name.requestID.rawName] + reply.headers)),
            ("content", .object(contents)),
        ])
    }

    private static func refusal(
        _ status: Int, _ text: String, _ form: HTTPProblem.Form
    ) -> JSONValue {
        let (type, schema) =
            form == .openAI
            ? ("application/json", "OpenAIError") : ("application/problem+json", "Problem")
        let own: [Int: HTTPField.Name] = [
            401: .wwwAuthenticate, 405: .allow, 503: .retryAfter, 409: .shouldRetry,
        ]
        let names = [HTTPField.Name.requestID] + (own[status].map { [$0] } ?? [])
        return .object([
            ("description", .string(text)), ("headers", headers(names.map(\.rawName))),
            ("content", .object([(type, .object([("schema", Schema.named(schema))]))])),
        ])
    }

    private static func headers(_ names: [String]) -> JSONValue {
        .object(
            names.map { name in
                (name, .object([("$ref", .string("#/components/headers/\(name)"))]))
            })
    }
}

/// The headers of responses, as the OpenAPI document describes them.
enum OpenAPIHeaders {
    private static let descriptions: [(name: HTTPField.Name, text: String)] = [
        (.requestID, "Names the request in the node's log."),
        (.receipt, "The index of the answer's entry: the receipt's id."),
        (.location, "Where the new thing is."),
        (.contentDisposition, "A name for the file."),
        (.cacheControl, "How long the response may be kept."),
        (.wwwAuthenticate, "Bearer: send an API key."),
        (.allow, "The path's methods."),
        (.retryAfter, "Seconds after which to try again; missing where that is no use."),
        (.shouldRetry, "false: the same request will be refused again."),
    ]

    static let all = JSONValue.object(
        descriptions.map { name, text in
            (
                name.rawName,
                .object([
                    ("description", .string(text)), ("schema", Schema.string()),
                ])
            )
        })
}

/// `/openapi.json`: what all routes take and give, for programs that write programs.
enum DocumentRoutes {
    static let all: [Route] = [
        .get("/openapi.json", describing, isCounted: false, answer: describe)
    ]

    /// Written once; the routes do not change while the node runs.
    private static let bytes = Array(OpenAPIDocument.document.text.utf8)

    private static func describe(_ call: Call) async throws -> Response {
        .bytes(bytes, type: "application/json", headers: [.cacheControl: "no-cache"])
    }

    private static let describing = Operation(
        id: "openAPI", tag: "Operation", summary: "This document.",
        replies: [.json(.object([("type", .string("object"))]), "OpenAPI 3.1.")])
}
