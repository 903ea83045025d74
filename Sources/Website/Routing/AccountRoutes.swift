internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Money
internal import NodeAPI

/// `/accounts/{address}`: statements.
enum AccountRoutes {
    static let all: [SiteRoute] = [
        .get("/accounts/{address}.csv", answer: csv), .get("/accounts/{address}", answer: page),
    ]

    /// The most pages of lines in one CSV file; a link names the next file.
    static let csvPages = 40

    private static func page(_ call: SiteCall) async throws -> Response {
        let address = try address(call)
        let before = try call.cursor("before")
        guard call.capture("address") == address.description else {
            return .seeOther("/accounts/\(address)")
        }
        let record = try await record(call, address, before)
        let chip = call.names.chip(address)
        let shell = try await call.site.shell("/accounts", title: chip.name)
        return try call.page(
            AccountPage(record, before: before, shell: shell, names: call.names))
    }

    private static func csv(_ call: SiteCall) async throws -> Response {
        let address = try address(call)
        var before = try call.cursor("before")
        var text = StatementCSV.header
        for _ in 0..<csvPages {
            let record = try await record(call, address, before)
            text += StatementCSV.lines(record.lines)
            before = record.next
            guard before != nil else { break }
        }
        var headers: HTTPFields = [
            .contentDisposition: "attachment; filename=\"\(address).csv\""
        ]
        if let before, let link = HTTPField.Name("Link") {
            headers[link] = "</accounts/\(address).csv?before=\(before)>; rel=\"next\""
        }
        return .file(Array(text.utf8), type: "text/csv; charset=utf-8", headers: headers)
    }

    private static func address(_ call: SiteCall) throws(PageProblem) -> AccountAddress {
        guard let address = AccountAddress(hex: call.capture("address")) else {
            throw .notFound(
                "An account's address is 0x and 40 hexadecimal digits, with the right checksum.")
        }
        return address
    }

    private static func record(
        _ call: SiteCall, _ address: AccountAddress, _ before: UInt64?
    ) async throws -> AccountRecord {
        guard let record = try await call.services.books.account(address, before: before) else {
            throw PageProblem.notFound("The log has not opened the account \(address).")
        }
        return record
    }
}

/// A statement as a table for programs; amounts are whole nano-OPEN.
enum StatementCSV {
    static let header =
        "entry,time,kind,received,spent,heldUncertain,heldGated,heldFewRows\r\n"

    static func lines(_ lines: [AccountRecord.Line]) -> String {
        lines.map { line in
            let amounts = [
                line.received, line.spent, line.heldUncertain, line.heldGated, line.heldFewRows,
            ].map { "\($0.nanoOPEN)" }
            let time = TimeText.iso(line.timestampSeconds)
            return (["\(line.index)", time, line.kind] + amounts).joined(separator: ",") + "\r\n"
        }.joined()
    }
}
