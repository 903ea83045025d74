package import Datanets
package import Machine
internal import TransparencyLog
package import Wire

/// Labelled rows that a model is judged by, hidden under a root of salted leaves until they are
/// opened.
package struct EvaluationItems: Sendable {
    /// The items with their salts.
    package let rows: [SaltedRow]

    /// Draws a salt for each row.
    package init(rows: [DatanetRow], salts: inout SeededBytes) {
        var salted: [SaltedRow] = []
        for row in rows {
            salted.append(SaltedRow(row: row, salt: salts.bytes(SaltedRow.saltByteCount)))
        }
        self.rows = salted
    }

    /// The items that count for a model of some rows: no row says the same, and no earlier item.
    package func unseen(by rows: some Sequence<DatanetRow>) -> [DatanetRow] {
        UnseenTexts(rows: rows.map(\.text)).positions(of: self.rows.map(\.row.text))
            .map { self.rows[$0].row }
    }

    /// The committed root.
    package var root: Digest { SaltedRow.root(of: rows) }

    /// The file that opens the items: one JSON object per line.
    package var fileBytes: [UInt8] {
        var bytes: [UInt8] = []
        for item in rows {
            bytes += CanonicalJSON.encode(
                .object([
                    ("label", .string(item.row.label)),
                    ("salt", .string(Hex.encode(item.salt))),
                    ("text", .string(item.row.text)),
                ]))
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }

    /// Reads opened items.
    ///
    /// - Throws: `OperationError` for a malformed line; whether the root is the committed one is
    ///   for the caller to compare.
    package init(fileBytes: [UInt8]) throws(OperationError) {
        var rows: [SaltedRow] = []
        for line in fileBytes.split(separator: UInt8(ascii: "\n")) {
            guard let json = try? JSONValue(parsing: Array(line), limit: 1 << 16),
                let text = json["text"]?.stringValue, let label = json["label"]?.stringValue,
                let salt = json["salt"]?.stringValue.flatMap(Hex.decode),
                salt.count == SaltedRow.saltByteCount,
                let row = try? DatanetRow(text: text, label: label)
            else {
                throw OperationError(
                    .altered, "line \(rows.count + 1) of the evaluation items is malformed")
            }
            rows.append(SaltedRow(row: row, salt: salt))
        }
        self.rows = rows
    }
}

extension EvaluationItems {
    /// Where opened items lie in a data directory.
    package static func path(root: Digest) -> String { "evaluations/\(root.hex).jsonl" }
}
