/// Where a quoted cell of comma-separated values is open (RFC 4180), told piece by piece.
///
/// A quote opens a cell only where the cell begins; inside, two of them are one.
struct CommaSeparatedQuoting {
    private enum Place { case cellStart, plain, quoted, afterQuote }

    private var place = Place.cellStart

    /// Whether a quoted cell is open, so that a line end belongs to it.
    var isOpen: Bool { place == .quoted }

    mutating func read(_ bytes: ArraySlice<UInt8>) {
        for byte in bytes {
            switch (place, byte) {
            case (.cellStart, UInt8(ascii: "\"")), (.afterQuote, UInt8(ascii: "\"")):
                place = .quoted
            case (.quoted, UInt8(ascii: "\"")): place = .afterQuote
            case (.quoted, _): break
            case (_, UInt8(ascii: ",")): place = .cellStart
            // A byte-order mark stands before the first cell.
            case (.cellStart, 0xEF), (.cellStart, 0xBB), (.cellStart, 0xBF): break
            default: place = .plain
            }
        }
    }
}

/// The cells of one row of comma-separated values (RFC 4180).
enum CommaSeparatedCells {
    /// - Throws: ``RowRefusal/Reason/quoting`` for a quote that does not stand around a whole cell.
    static func cells(of row: [UInt8]) throws(RowRefusal.Reason) -> [[UInt8]] {
        let quote = UInt8(ascii: "\"")
        let comma = UInt8(ascii: ",")
        var cells: [[UInt8]] = []
        var rest = row[...]
        while true {
            if rest.first == quote {
                cells.append(try quotedCell(&rest))
            } else {
                let cell = rest.prefix { $0 != comma }
                guard !cell.contains(quote) else { throw .quoting }
                cells.append(Array(cell))
                rest = rest[cell.endIndex...]
            }
            guard let next = rest.popFirst() else { return cells }
            guard next == comma else { throw .quoting }
        }
    }

    /// Reads a cell whose opening quote is the first byte; what follows its last quote is left.
    private static func quotedCell(
        _ rest: inout ArraySlice<UInt8>
    ) throws(RowRefusal.Reason) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        var cell: [UInt8] = []
        rest.removeFirst()
        while let byte = rest.popFirst() {
            guard byte == quote else {
                cell.append(byte)
                continue
            }
            guard rest.first == quote else { return cell }
            cell.append(quote)
            rest.removeFirst()
        }
        throw .quoting
    }
}
