import Identity
import Wire

extension DatanetText {
    /// The Datanet, its intake repeated and compared with what the files state.
    func datanet(path: String) throws(DatanetFileError) -> Datanet {
        var datanet = Datanet(labels: try labels(path: path))
        var rowLines = Self.lines(of: rows)
        var saltLines = Self.lines(of: salts)
        for (number, line) in Self.lines(of: contributions).enumerated() {
            let place = "\(path)/contributions.jsonl, line \(number + 1)"
            guard let stated = try? JSONValue(parsing: Array(line), limit: Self.lineLimit),
                let account = stated["account"]?.stringValue.flatMap(AccountAddress.init(hex:)),
                let salt = stated["salt"]?.stringValue.flatMap(Hex.decode),
                salt.count == SaltedRow.saltByteCount,
                let count = stated["rows"]?.integerValue, count >= 0,
                count <= rowLines.count, count <= saltLines.count
            else { throw Self.malformed(place) }
            var salted: [SaltedRow] = []
            for (line, salt) in zip(rowLines.prefix(Int(count)), saltLines.prefix(Int(count))) {
                salted.append(try Self.saltedRow(line, salt, place: place))
            }
            rowLines = rowLines.dropFirst(Int(count))
            saltLines = saltLines.dropFirst(Int(count))
            do throws(RowRefusal) {
                try datanet.register(Contribution(account: account, salt: salt, rows: salted))
            } catch {
                throw DatanetFileError(code: .malformed, message: "\(place): \(error)")
            }
        }
        try compare(with: DatanetText(datanet), path: path)
        return datanet
    }

    /// One comparison of bytes covers accounts, statuses, numbers, commitments and roots: the
    /// files are canonical, so that equal Datanets have equal files.
    private func compare(with repeated: DatanetText, path: String) throws(DatanetFileError) {
        let pairs = [
            ("rows.jsonl", rows, repeated.rows), ("salts.jsonl", salts, repeated.salts),
            ("contributions.jsonl", contributions, repeated.contributions),
            ("datanet.json", header, repeated.header),
        ]
        for (file, stated, found) in pairs where stated != found {
            throw DatanetFileError(
                code: .altered,
                message: "\(path)/\(file) does not state what its rows give; restore the files")
        }
    }

    private func labels(path: String) throws(DatanetFileError) -> LabelSet {
        let place = "\(path)/datanet.json"
        guard let stated = try? JSONValue(parsing: header, limit: Self.headerLimit),
            let format = stated["format"]?.stringValue
        else { throw Self.malformed(place) }
        guard format == DatanetFiles.format else {
            throw DatanetFileError(
                code: .otherVersion,
                message: "\(place) is not of format \(DatanetFiles.format); "
                    + "use the version of openledger that wrote it, or a newer one")
        }
        guard let labels = stated["labels"]?.arrayValue?.map(\.stringValue),
            !labels.contains(nil)
        else { throw Self.malformed(place) }
        return LabelSet(labels.compactMap(\.self))
    }

    private static func saltedRow(
        _ line: ArraySlice<UInt8>, _ saltLine: ArraySlice<UInt8>, place: String
    ) throws(DatanetFileError) -> SaltedRow {
        guard let cells = try? JSONValue(parsing: Array(line), limit: lineLimit),
            let text = cells["text"]?.stringValue, let label = cells["label"]?.stringValue,
            let salt = (try? JSONValue(parsing: Array(saltLine), limit: lineLimit))?["salt"]?
                .stringValue.flatMap(Hex.decode), salt.count == SaltedRow.saltByteCount
        else { throw malformed("a row of " + place) }
        do throws(RowFault) {
            return SaltedRow(row: try DatanetRow(text: text, label: label), salt: salt)
        } catch {
            throw DatanetFileError(code: .malformed, message: "a row of \(place): \(error)")
        }
    }

    private static let lineLimit = RowReader.lineLimit
    private static let headerLimit = 1 << 24

    private static func lines(of bytes: [UInt8]) -> ArraySlice<ArraySlice<UInt8>> {
        bytes.split(separator: UInt8(ascii: "\n"))[...]
    }

    private static func malformed(_ place: String) -> DatanetFileError {
        DatanetFileError(
            code: .malformed, message: "\(place) is malformed; restore the Datanet's files")
    }
}
