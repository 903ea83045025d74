import Datanets
import Testing
import Wire

@Suite struct `Evaluation texts that a model has not seen` {
    private func unseen(_ items: [String], _ rows: [String]) -> [Int] {
        UnseenTexts(rows: rows).positions(of: items)
    }

    @Test func `are none of its rows, however these are written`() {
        let rows = ["Fast web server", "small"]
        #expect(unseen(["fast  web, SERVER", "Small!", "web server fast"], rows) == [2])
    }

    @Test func `are near none of its rows`() {
        let rows = ["a fast web server written in Swift"]
        // Four fifths of the fewer words, whichever text has fewer.
        #expect(unseen(["a fast web server for"], rows) == [])
        #expect(unseen(["a web server written in Swift, whose makers like tea"], rows) == [])
        #expect(unseen(["a fast web browser for toasters"], rows) == [0])
        // Of three words no text is near another.
        #expect(unseen(["fast web server"], rows) == [0])
        #expect(unseen(["fast web server pages run well"], ["fast web server"]) == [0])
    }

    @Test func `count once each`() {
        #expect(unseen(["one two", "One, two", "three", "one two three"], []) == [0, 2, 3])
        #expect(unseen(Array(repeating: "the same item", count: 1_000), []) == [0])
    }

    @Test func `are the same as by the rule word for word`() {
        var random = SeededBytes(seed: 4, label: "unseen")
        let words = (0..<12).map { "w\($0)" }
        func text() -> String {
            (0..<(1 + Int(random.below(9)))).map { _ in words[Int(random.below(12))] }
                .joined(separator: " ")
        }
        let (rows, items) = ((0..<40).map { _ in text() }, (0..<300).map { _ in text() })
        let plain = items.indices.filter { position in
            let own = items[position].split(separator: " ")
            return !items[..<position].contains(items[position])
                && rows.allSatisfy { row in
                    let other = row.split(separator: " ")
                    let common = Set(own).intersection(other).count
                    let fewer = min(Set(own).count, Set(other).count)
                    return own != other && (fewer < 4 || 5 * common < 4 * fewer)
                }
        }
        #expect(unseen(items, rows) == plain)
        #expect(plain.count > 20 && plain.count < 280)
    }
}
