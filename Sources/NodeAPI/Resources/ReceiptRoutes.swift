internal import HTTPTypes
internal import Hummingbird
internal import Ledger
internal import TransparencyLog
internal import Wire

/// `/api/receipts`: entries with their proofs, to be read and to be kept.
enum ReceiptRoutes {
    static let all: [APIRoute] = [
        .get("/api/receipts/{id}", showing, answer: show),
        .get("/api/receipts/{id}/export", exporting, answer: export),
    ]

    private static func show(_ call: APICall) async throws -> Response {
        let receipt = try await receipt(call)
        let answer = try await call.services.books.answer(at: receipt.index)
        return .json(
            .object([
                ("receipt", .index(receipt.index)),
                ("kind", .string(receipt.entry.body.type.word)),
                ("timestamp", .count(receipt.entry.timestampSeconds)),
                ("leaf", .digest(MerkleTree.leafHash(receipt.entry.encoded))),
                ("entry", .string(Base64.encode(receipt.entry.encoded))),
                ("question", .text(answer?.text?.question)),
                ("answer", .text(answer?.text?.answer)),
                ("attribution", answer?.attribution ?? .null),
            ]))
    }

    private static func export(_ call: APICall) async throws -> Response {
        let receipt = try await receipt(call)
        let name = "receipt-\(receipt.index).tlog-proof"
        return .bytes(
            receipt.fileBytes, type: "text/plain; charset=utf-8",
            headers: [.contentDisposition: "attachment; filename=\"\(name)\""])
    }

    private static func receipt(_ call: APICall) async throws -> Receipt {
        let id = try call.index("id")
        guard let receipt = try await call.services.books.receipt(at: id) else {
            throw ServiceRefusal.notFound("The log has no entry \(id).")
        }
        return receipt
    }

    private static let id = Operation.Parameter.path(
        "id", Schema.named("Index"), "The entry's index in the log.", example: "12")

    private static let showing = Operation(
        id: "showReceipt", tag: "Log", summary: "Shows an entry; of an answer also who was paid.",
        parameters: [id], replies: [.json(Schema.named("Receipt"), "The entry.")],
        refusals: [404: "The log is not that long."])

    private static let exporting = Operation(
        id: "exportReceipt", tag: "Log",
        summary: "Hands out an entry with its proof, a C2SP tlog-proof@v1 file.",
        parameters: [id],
        replies: [
            Operation.Reply(
                status: 200, description: "The file, for `openledger verify`.",
                contents: [("text/plain", Schema.string())],
                headers: [HTTPField.Name.contentDisposition.rawName])
        ],
        refusals: [404: "The log is not that long."])
}

extension EntryType {
    /// The type's word in JSON, as ``EntrySummary/kind`` has it.
    var word: String { String(describing: self) }
}
