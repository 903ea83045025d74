import DatanetTestKit
import Node
import Synchronization
import Testing

@Suite struct `What was compared ahead` {
    private final class Asked: Sendable {
        private let pairs = Mutex<[String]>([])
        var count: Int { pairs.withLock(\.count) }

        func likeness() -> FixedLikeness {
            FixedLikeness { text, other in
                self.pairs.withLock { $0.append(text + "|" + other) }
                return text.utf8.count * 10 + other.utf8.count
            }
        }
    }

    @Test func `is not compared again, and only with what is new`() throws {
        let asked = Asked()
        let remembered = RememberedLikeness(asked.likeness())
        #expect(try remembered.millis(between: "abc", and: ["d", "ef"]) == [31, 32])
        #expect(try remembered.millis(between: "abc", and: ["ef", "d"]) == [32, 31])
        #expect(asked.count == 2)
        #expect(try remembered.millis(between: "abc", and: ["ef", "ghij", "d"]) == [32, 34, 31])
        #expect(asked.count == 3)
        // Two forms of one letter are two texts.
        #expect(try remembered.millis(between: "\u{E9}", and: ["x"]) == [21])
        #expect(try remembered.millis(between: "e\u{301}", and: ["x"]) == [31])
        #expect(asked.count == 5)
    }
}
