internal import HTTPTypes
internal import Wire

/// What the OpenAPI document says of orders for models.
enum TrainingDescription {
    static let ordering = Operation(
        id: "trainModel", tag: "Models", summary: "Orders a model and queues its training.",
        body: Schema.object(
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
                        Schema.named("NewRow"), minimum: 1, maximum: APILimits().rows,
                        "Rows that measure the model and that nobody trains on."))),
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
            403: "The node does not keep the account's key.", 404: "There is no such Datanet.",
            409: "Another maker's model has this name, or the Datanet has too few rows.",
        ])
}
