internal import HTTPTypes
internal import Wire

/// The responses of an operation: what it was asked for, and every refusal that can occur.
enum OpenAPIResponses {
    static func all(of route: APIRoute) -> JSONValue {
        var responses = route.operation.replies.map { (String($0.status), reply($0)) }
        let form = HTTPProblem.Form(path: route.path.text)
        for (status, text) in refusals(of: route).sorted(by: { $0.key < $1.key }) {
            responses.append((String(status), refusal(status, text, form)))
        }
        return .object(responses)
    }

    /// What can be refused, with the operation's own words before the general ones.
    static func refusals(of route: APIRoute) -> [Int: String] {
        var found = [500: "The node failed."]
        let operation = route.operation
        if !operation.parameters.isEmpty || operation.body != nil {
            found[400] = "A parameter's value cannot be used; it is named."
        }
        if operation.parameters.contains(where: { $0.place == .path }) {
            found[404] = "There is no such thing."
        }
        if route.access != .open { found[401] = "The API key is missing or not this node's." }
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
