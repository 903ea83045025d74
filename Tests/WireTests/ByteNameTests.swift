import Testing
import Wire

@Suite struct `A name of a stranger's` {
    /// Texts that Swift's strings take for one another, and that have other bytes.
    static let pairs: [(String, String)] = [
        ("caf\u{E9}", "cafe\u{301}"), ("K", "\u{212A}"), (";", "\u{37E}"), ("\u{C5}", "\u{212B}"),
        ("\u{1E9B}\u{323}", "\u{17F}\u{323}\u{307}"), ("\u{AC00}", "\u{1100}\u{1161}"),
    ]

    @Test(arguments: pairs)
    func `is another one where its bytes differ`(left: String, right: String) {
        #expect(left == right)
        let names = [ByteName(left), ByteName(right)]
        #expect(names[0] != names[1])
        #expect(Set(names).count == 2)
        #expect((names[0] < names[1]) != (names[1] < names[0]))
        let numbers = Dictionary(uniqueKeysWithValues: zip(names, [1, 2]))
        #expect(numbers[ByteName(left)] == 1 && numbers[ByteName(right)] == 2)
    }

    @Test func `is the same where its bytes are, however the text was made`() {
        let made = String(decoding: Array("cafe\u{301}".utf8), as: UTF8.self)
        #expect(ByteName(made) == "cafe\u{301}")
        #expect(Set([ByteName(made), "cafe\u{301}"]).count == 1)
        #expect("\(ByteName(made))".utf8.elementsEqual(made.utf8))
    }

    @Test func `sorts by its bytes`() {
        let names: [ByteName] = ["b", "a", "", "\u{E9}", "ab", "e\u{301}", "Z"]
        #expect(names.sorted() == ["", "Z", "a", "ab", "b", "e\u{301}", "\u{E9}"])
    }

    @Test func `stands beside its likes in a large object, too`() throws {
        let likes = Self.pairs.flatMap { [$0.0, $0.1] }
        let members = likes.enumerated().map { "\"\($1)\":\($0)" }.joined(separator: ",")
        let object = try JSONValue(parsing: Array("{\(members)}".utf8), limit: 10_000)
        for (number, name) in likes.enumerated() {
            #expect(object[name] == .integer(Int64(number)))
        }
        #expect(throws: JSONError.self) {
            try JSONValue(parsing: Array("{\(members),\"\(likes[1])\":0}".utf8), limit: 10_000)
        }
    }
}
