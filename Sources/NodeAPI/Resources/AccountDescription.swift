internal import HTTPTypes
internal import Wire

/// What the OpenAPI document says of accounts and deposits.
enum AccountDescription {
    static let own = Operation(
        id: "showOwnAccount", tag: "Accounts", summary: "Shows the key's account and its balance.",
        replies: [
            .json(
                Schema.object(
                    Schema.member("account", Schema.named("Account")),
                    Schema.member("balance", Schema.named("Amount")),
                    Schema.member("operator", Schema.boolean("Whether it runs the log."))),
                "The account.")
        ])

    static let showing = Operation(
        id: "showAccount", tag: "Accounts",
        summary: "Shows an account's statement, 50 lines a page.",
        parameters: [
            .path(
                "address", Schema.named("AccountParameter"), "The account.",
                example: "0x0000000000000000000000000000000000000001"),
            .query("before", Schema.named("Index"), "`next` of the page before."),
        ],
        replies: [.json(Schema.named("Statement"), "The statement.")],
        refusals: [404: "The account is not open."])

    static let opening = Operation(
        id: "openAccount", tag: "Accounts", summary: "Opens an account with an API key.",
        detail: "The key is shown once.",
        replies: [
            .json(
                Schema.object(
                    Schema.member("account", Schema.named("Account")),
                    Schema.member("apiKey", Schema.string("Keep it secret."))),
                "The account and its key.", status: 201,
                headers: [HTTPField.Name.location.rawName])
        ])

    static let depositing = Operation(
        id: "deposit", tag: "Accounts", summary: "Brings money in for an account.",
        body: Schema.object(
            Schema.member("account", Schema.named("AccountParameter")),
            Schema.member("amount", Schema.named("PositiveAmount")),
            Schema.member(
                "source",
                Schema.string(
                    "Makes a repeated deposit the same deposit.", minimum: 1,
                    maximum: AccountRoutes.sourceLimit))),
        example: .object([
            ("account", .string("0x0000000000000000000000000000000000000001")),
            ("amount", .string("1000000000")), ("source", .string("invoice 7")),
        ]),
        replies: [
            .json(
                Schema.object(Schema.member("entry", Schema.named("Index"))),
                "The deposit's entry.", status: 201)
        ],
        refusals: [
            404: "The account is not open.",
            409: "The source was used with another account or amount.",
        ])
}
