import Identity
import Node
import NodeAPI
import Testing
import Wire

@Suite struct `A search of rows` {
    private static let account = AccountKey.derived(seed: 1, label: "a").address

    private static func row(_ number: Int, _ text: String, _ label: String? = nil)
        -> DatanetRowRecord
    {
        DatanetRowRecord(
            status: .accepted(UInt32(number)), account: account, text: text, label: label)
    }

    /// Rows with their blocks, indexed as a catalogue has them.
    private static func rows(
        _ records: [DatanetRowRecord], isIndexed: Bool = true
    ) -> (RowSearch, RowBlocks) {
        let search = RowSearch()
        var rows = RowBlocks()
        for record in records {
            if let block = rows.append(record), isIndexed { search.index(block) }
        }
        return (search, rows)
    }

    /// All pages, each checked for its size.
    private static func everything(
        _ search: RowSearch, _ rows: RowBlocks, _ query: String
    ) async -> (found: [DatanetRowRecord], pages: Int) {
        var found: [DatanetRowRecord] = []
        var (after, pages) = (UInt64?.none, 0)
        repeat {
            let page = await search.page(of: rows, query: query, after: after)
            #expect(page.rows.count <= RowSearch.pageLimit)
            #expect(page.next.map { $0 > after ?? 0 } ?? true)
            found += page.rows
            after = page.next
            pages += 1
        } while after != nil
        return (found, pages)
    }

    @Test(arguments: [true, false])
    func `finds what a scan finds, in any state of its index`(isIndexed: Bool) async {
        var numbers = SeededBytes(seed: 7, label: "rows")
        let syllables = ["ab", "Ba", "é", "É", "x", " ", "  ", "zq", "日本", "ß", "-", "1"]
        let records = (0..<9_000).map { number in
            let bytes = numbers.bytes(8)
            let text = bytes.map { syllables[Int($0) % syllables.count] }.joined()
            return Self.row(number, "r" + text, bytes[0] % 2 == 0 ? "Libs" : "perl")
        }
        let (search, rows) = Self.rows(records, isIndexed: isIndexed)
        #expect(rows.count == records.count)
        let queries = [
            "a", "AB", "zqzq", "é", "x ab", "libs", "li perl", "本x", "ßß", "r-", "1r", "nothing",
            "zqzqzqzq", "b", "  ", "e", "abbaab libs",
        ]
        for query in queries {
            let words = query.lowercased().split(separator: " ").map { Array($0.utf8) }
            let expected = records.filter { record in
                let text = Array((record.text + " " + (record.label ?? "")).lowercased().utf8)
                return words.allSatisfy { word in
                    text.indices.contains { text[$0...].starts(with: word) }
                }
            }
            let found = await Self.everything(search, rows, query).found
            #expect(found == expected, "\(query): \(found.count) of \(expected.count)")
        }
    }

    @Test func `looks at few rows where words are rare, however many rows there are`() async {
        let records = (0..<60_000).map { number in
            Self.row(
                number,
                number == 41_234
                    ? "the only xylophone here" : "an ordinary row of some words no\(number)")
        }
        let (search, rows) = Self.rows(records)
        for query in ["xylophone", "nobodyhasthis", "xy", "only ordinary"] {
            let (found, pages) = await Self.everything(search, rows, query)
            #expect(found.count == (query == "xylophone" || query == "xy" ? 1 : 0), "\(query)")
            #expect(pages == 1, "\(query)")
        }
    }

    @Test func `looks at so many bytes a request, and says where to go on`() async {
        // Every row holds all sequences of the query, and none the query.
        let text = String(repeating: "abcab bcabc cabca ", count: 200)
        let records = (0..<3_000).map { Self.row($0, text) }
        let (search, rows) = Self.rows(records)
        let page = await search.page(of: rows, query: "abcabcabcabc", after: nil)
        #expect(page.rows.isEmpty)
        let looked = Int(page.next ?? 0)
        #expect(looked > 0)
        #expect((looked - 1) * text.utf8.count <= RowSearch.byteBudget)
        let (found, pages) = await Self.everything(search, rows, "abcabcabcabc")
        #expect(found.isEmpty)
        #expect(pages >= records.count * text.utf8.count / RowSearch.byteBudget)
    }

    @Test func `without words shows the rows by pages`() async {
        let records = (0..<120).map { Self.row($0, "row \($0)") }
        let (search, rows) = Self.rows(records)
        let first = await search.page(of: rows, query: nil, after: nil)
        #expect(first.rows == Array(records[..<50]) && first.next == 50)
        let last = await search.page(of: rows, query: " ", after: 100)
        #expect(last.rows == Array(records[100...]) && last.next == nil)
        #expect(await search.page(of: rows, query: nil, after: .max).rows.isEmpty)
        #expect(await search.page(of: rows, query: "row", after: .max).next == nil)
    }

    @Test func `sees the rows that were there when it began`() async {
        var (search, rows) = Self.rows((0..<5_000).map { Self.row($0, "row \($0)") })
        let before = rows
        if let block = rows.append(Self.row(5_000, "a newcomer")) { search.index(block) }
        #expect(await Self.everything(search, before, "newcomer").found.isEmpty)
        #expect(await Self.everything(search, rows, "newcomer").found.count == 1)
    }
}
