internal import HTTPTypes
internal import Hummingbird
internal import Ledger
internal import NodeAPI
internal import TransparencyLog
internal import Wire

/// `/receipts/{index}`: any entry, for people and in three forms for programs.
enum ReceiptRoutes {
    static let all: [SiteRoute] = [
        .get("/receipts/{index}.json", answer: json),
        .get("/receipts/{index}.tlog-proof", answer: proof),
        .get("/receipts/{index}.bin", answer: entry),
        .get("/receipts/{index}", answer: page),
    ]

    private static func page(_ call: SiteCall) async throws -> Response {
        let receipt = try await receipt(call)
        var record: AnswerRecord?
        if case .answer = receipt.entry.body {
            record = try await call.services.books.answer(at: receipt.index)
        }
        let head = try await call.services.books.head()
        let shell = try await call.site.shell(
            "/log", title: "Receipt \(receipt.index)", isVerifiable: true)
        return try call.page(
            ReceiptPage(
                record?.receipt ?? receipt, record: record, key: head.verifierKey, shell: shell,
                names: call.names))
    }

    private static func proof(_ call: SiteCall) async throws -> Response {
        let receipt = try await receipt(call)
        return .file(
            receipt.fileBytes, type: "text/plain; charset=utf-8",
            headers: download("\(receipt.index).tlog-proof"))
    }

    private static func entry(_ call: SiteCall) async throws -> Response {
        let receipt = try await receipt(call)
        return .file(
            receipt.entry.encoded, type: "application/octet-stream",
            headers: download("\(receipt.index).bin"))
    }

    private static func json(_ call: SiteCall) async throws -> Response {
        let receipt = try await receipt(call)
        let key = try await call.services.books.head().verifierKey
        let text = ProofBlock.value(receipt, key: key).prettyText
        return .file(Array(text.utf8), type: "application/json")
    }

    private static func receipt(_ call: SiteCall) async throws -> Receipt {
        let index = try call.index()
        guard let receipt = try await call.services.books.receipt(at: index) else {
            throw PageProblem.notFound(
                "The log has no entry \(CountText.grouped(index)) yet.")
        }
        return receipt
    }

    private static func download(_ name: String) -> HTTPFields {
        [.contentDisposition: "attachment; filename=\"\(name)\""]
    }
}
