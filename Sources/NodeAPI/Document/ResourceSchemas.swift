internal import Wire

/// Schemas of the resources under /api.
enum ResourceSchemas {
    static let all: [(String, JSONValue)] = [
        ("Model", model), ("Job", job), ("Datanet", datanet), ("Contribution", contribution),
        ("Statement", statement), ("StatementLine", line), ("Entry", entry), ("LogHead", head),
    ]

    private static let text = Schema.string()
    private static let count = Schema.integer(minimum: 0)
    private static let index = Schema.named("Index")
    private static let maybeIndex = Schema.nullable(index)
    private static let amount = Schema.named("Amount")
    private static let sum = Schema.named("Sum")
    private static let account = Schema.named("Account")
    private static let digest = Schema.named("Digest")
    private static let moment = Schema.integer("Seconds since 1970.")

    private static func object(_ names: [String], _ schema: JSONValue) -> JSONValue {
        .object([
            ("type", .string("object")),
            ("properties", .object(names.map { ($0, schema) })),
            ("required", .array(names.map(JSONValue.string))),
        ])
    }

    private static let model = Schema.object(
        Schema.member("name", text), Schema.member("created", moment),
        Schema.member("datanet", Schema.nullable(text)), Schema.member("price", amount),
        Schema.member("labels", Schema.array(text)),
        Schema.member(
            "entries", object(["deploy", "result", "manifest", "evaluation", "datanet"], index)),
        Schema.member("maker", account), Schema.member("node", account),
        Schema.member("baseModel", account), Schema.member("shares", Schema.named("Shares")),
        Schema.member("rows", count), Schema.member("method", object(["id", "version"], count)),
        Schema.member(
            "digests", object(["manifest", "adapter", "head", "gate", "index"], digest)),
        Schema.member(
            "evaluation",
            Schema.object(
                Schema.member("correct", count), Schema.member("total", count),
                Schema.member("opened", Schema.boolean("Whether the items are public.")))),
        Schema.member("runs", object(["results", "aborts", "unfinished"], count)),
        Schema.member("beaconRule", text),
        Schema.member("standings", object(["payable", "gated", "fewRows"], count)))

    private static let job = Schema.object(
        Schema.member("id", index), Schema.member("account", account),
        Schema.member("name", text), Schema.member("datanet", text),
        Schema.member("state", Schema.words(["queued", "running", "succeeded", "failed"])),
        Schema.member("progress", Schema.nullable(object(["done", "total"], count))),
        Schema.member("manifest", maybeIndex), Schema.member("deploy", maybeIndex),
        Schema.member("failure", Schema.nullable(text)))

    private static let datanet = Schema.object(
        Schema.member("name", text), Schema.member("entry", maybeIndex),
        Schema.member("labels", Schema.array(text)), Schema.member("accepted", count),
        Schema.member("duplicates", count), Schema.member("rowsRoot", digest),
        Schema.member(
            "contributions",
            Schema.array(
                Schema.object(
                    Schema.member("account", account), Schema.member("accepted", count),
                    Schema.member("duplicates", count)))))

    private static let contribution = Schema.object(
        Schema.member("commit", index), Schema.member("reveal", index),
        Schema.member("accepted", count), Schema.member("duplicates", count),
        Schema.member("wasThere", Schema.boolean("Whether nothing was done.")))

    private static let statement = Schema.object(
        Schema.member("account", account), Schema.member("name", Schema.nullable(text)),
        Schema.member("kind", Schema.nullable(Schema.words(["team", "person", "program"]))),
        Schema.member("balance", amount),
        Schema.member("held", object(["uncertain", "gated", "fewRows"], amount)),
        Schema.member("deposited", sum), Schema.member("spent", sum),
        Schema.member("earned", object(["rows", "maker", "node", "baseModel"], sum)),
        Schema.member("lines", Schema.array(Schema.named("StatementLine"))),
        Schema.member("next", maybeIndex),
        Schema.member(
            "contributions",
            Schema.array(
                Schema.object(
                    Schema.member("datanet", text), Schema.member("accepted", count),
                    Schema.member("duplicates", count)))))

    private static let line = Schema.object(
        Schema.member("index", index), Schema.member("timestamp", moment),
        Schema.member("kind", text), Schema.member("received", amount),
        Schema.member("spent", amount), Schema.member("heldUncertain", amount),
        Schema.member("heldGated", amount), Schema.member("heldFewRows", amount))

    private static let entry = Schema.object(
        Schema.member("index", index), Schema.member("timestamp", moment),
        Schema.member("kind", text), Schema.member("leaf", digest))

    private static let head = Schema.object(
        Schema.member("size", count), Schema.member("root", digest),
        Schema.member("checkpoint", Schema.nullable(Schema.string("A C2SP signed note."))),
        Schema.member("key", Schema.string("A C2SP verifier key.")),
        Schema.member("answers", count), Schema.member("accounts", count),
        Schema.member("demonstration", Schema.boolean("Whether the keys are public.")))
}
