internal import HTTPTypes
internal import Wire

/// What the OpenAPI document says of Datanets.
enum DatanetDescription {
    private static let name = Operation.Parameter.path(
        "name", Schema.string(), "The Datanet's name.", example: "debian-sections")

    static let listing = Operation(
        id: "listDatanets", tag: "Datanets", summary: "Lists the Datanets by name.",
        replies: [
            .json(
                Schema.object(Schema.member("datanets", Schema.array(Schema.named("Datanet")))),
                "The Datanets.")
        ])

    static let founding = Operation(
        id: "foundDatanet", tag: "Datanets", summary: "Opens a Datanet.",
        detail: "The same name with the same labels again changes nothing.",
        body: Schema.object(
            Schema.member("name", Schema.string(pattern: "^[a-z0-9-]{1,64}$")),
            Schema.member(
                "labels",
                Schema.array(
                    Schema.string("What its rows may be labelled.", minimum: 1, maximum: 64),
                    minimum: 2, maximum: DatanetRoutes.labelLimit))),
        example: .object([
            ("name", .string("poems")),
            ("labels", .array([.string("sonnet"), .string("limerick")])),
        ]),
        replies: [
            .json(
                Schema.object(
                    Schema.member("name", Schema.string()),
                    Schema.member("entry", Schema.named("Index"))),
                "The Datanet's entry.", status: 201, headers: [HTTPField.Name.location.rawName])
        ],
        refusals: [
            400: "The name or a label cannot be used.",
            409: "There is another Datanet of the name.",
        ])

    static let showing = Operation(
        id: "showDatanet", tag: "Datanets", summary: "Shows one Datanet.", parameters: [name],
        replies: [.json(Schema.named("Datanet"), "The Datanet.")],
        refusals: [404: "There is no such Datanet."])

    static let reading = Operation(
        id: "listRows", tag: "Datanets",
        summary: "Lists a Datanet's rows in the order of their contributions, 50 a page.",
        parameters: [
            name,
            .query(
                "q", Schema.string(maximum: DatanetRoutes.queryLimit),
                "Words that a row must contain."),
            .query("after", Schema.named("Index"), "`next` of the page before."),
        ],
        replies: [
            .json(
                Schema.object(
                    Schema.member("rows", Schema.array(Schema.named("Row"))),
                    Schema.member("next", Schema.nullable(Schema.named("Index")))), "A page.")
        ],
        refusals: [404: "There is no such Datanet."])

    static let contributing = Operation(
        id: "contributeRows", tag: "Datanets", summary: "Contributes rows to a Datanet.",
        detail: "Commits to the rows, then reveals them. The same rows again change nothing.",
        parameters: [name],
        body: Schema.object(
            Schema.member(
                "rows",
                Schema.array(Schema.named("NewRow"), minimum: 1, maximum: APILimits().rows))),
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
            .json(Schema.named("Contribution"), "The same rows were there before."),
            .json(Schema.named("Contribution"), "The rows are in the log.", status: 201),
        ],
        refusals: [
            400: "A row cannot be used: it, or its member, is named.",
            403: "The node does not keep the account's key.", 404: "There is no such Datanet.",
            409: "The log has moved on; send the rows again.",
        ])
}
