import OpenLoRA
import Testing

@Suite struct `Turns` {
    /// Takes requests of one token each, in turn, until none waits.
    private func order(_ queue: inout FairQueue<String>) -> [String] {
        var order: [String] = []
        while let next = queue.popFirst() {
            order.append(next)
            queue.serve(1, to: String(next.prefix(1)))
        }
        return order
    }

    @Test func `alternate between payers, however much one asks`() {
        var queue = FairQueue<String>()
        for number in 1...4 { queue.append("a\(number)", of: "a") }
        queue.append("b1", of: "b")
        queue.append("b2", of: "b")
        #expect(queue.count == 6 && queue.first == "a1")
        #expect(order(&queue) == ["a1", "b1", "a2", "b2", "a3", "a4"])
        #expect(queue.count == 0 && queue.first == nil)
    }

    @Test func `go to who was served least`() {
        var queue = FairQueue<String>()
        queue.append("a1", of: "a")
        queue.append("b1", of: "b")
        queue.serve(10, to: "a")
        queue.append("a2", of: "a")
        #expect(order(&queue) == ["b1", "a1", "a2"])
    }

    @Test func `are not saved up by staying away`() {
        var queue = FairQueue<String>()
        queue.append("a1", of: "a")
        queue.append("a2", of: "a")
        _ = queue.popFirst()
        queue.serve(1_000, to: "a")
        // b comes later and starts where a stands, not a thousand tokens ahead.
        queue.append("b1", of: "b")
        queue.append("b2", of: "b")
        #expect(order(&queue) == ["a2", "b1", "b2"])
    }

    @Test func `forget who has nothing under way`() {
        var queue = FairQueue<String>()
        queue.append("a1", of: "a")
        _ = queue.popFirst()
        queue.serve(50, to: "a")
        queue.finish(of: "a")
        queue.append("b1", of: "b")
        queue.append("a2", of: "a")
        #expect(order(&queue) == ["a2", "b1"])
    }

    @Test func `pass over those who have gone`() {
        var queue = FairQueue<String>()
        for text in ["a1", "a2", "b1"] { queue.append(text, of: String(text.prefix(1))) }
        queue.removeAll { $0 != "a2" }
        #expect(queue.count == 1)
        #expect(order(&queue) == ["a2"])
    }
}
