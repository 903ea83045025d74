import Foundation
import Tensors
import Testing

@Suite struct `A team of threads` {
    private final class Counters: Sendable {
        private let lock = NSLock()
        nonisolated(unsafe) private var counts: [Int]

        init(_ count: Int) { unsafe counts = [Int](repeating: 0, count: count) }

        func add(at index: Int) { lock.withLock { unsafe counts[index] += 1 } }
        var all: [Int] { lock.withLock { unsafe counts } }
    }

    @Test(arguments: [1, 2, 3, 8], [0, 1, 2, 7, 1000])
    func `maps in order, each item once`(count: Int, items: Int) {
        let threads = ComputeThreads(count: count)
        let counters = Counters(items)
        let found = threads.map(items) { index in
            counters.add(at: index)
            return "item \(index)"
        }
        #expect(found == (0..<items).map { "item \($0)" })
        #expect(counters.all.allSatisfy { $0 == 1 })
        threads.forEach(items) { counters.add(at: $0) }
        #expect(counters.all.allSatisfy { $0 == 2 })
        #expect(threads.count == count)
    }

    @Test func `works through many small jobs`() {
        let threads = ComputeThreads(count: 4)
        var total = 0
        for job in 0..<20_000 { total += threads.map(3) { $0 + job }.reduce(0, +) }
        #expect(total == 3 * 20_000 * 19_999 / 2 + 3 * 20_000)
    }

    @Test func `may be used inside another team's items`() {
        let outer = ComputeThreads(count: 2)
        let inner = (0..<4).map { _ in ComputeThreads(count: 2) }
        let found = outer.map(40) { item in
            inner[item % 4].map(5) { $0 * item }.reduce(0, +)
        }
        #expect(found == (0..<40).map { 10 * $0 })
    }

    @Test func `takes turns between callers on several threads`() {
        let threads = ComputeThreads(count: 2)
        let counters = Counters(8)
        DispatchQueue.concurrentPerform(iterations: 8) { caller in
            for job in 0..<200 {
                let found = threads.map(5) { 1000 * caller + 5 * job + $0 }
                if found == (0..<5).map({ 1000 * caller + 5 * job + $0 }) {
                    counters.add(at: caller)
                }
            }
        }
        #expect(counters.all == [Int](repeating: 200, count: 8))
    }

    @Test func `of one does everything on the caller's thread`() {
        let here = UInt(pthread_self())
        let found = Set(ComputeThreads(count: 1).map(20) { _ in UInt(pthread_self()) })
        #expect(found == [here])
    }

    @Test func `keeps values that need releasing`() {
        final class Value: Sendable {
            let counters: Counters
            init(_ counters: Counters) { self.counters = counters }
            deinit { counters.add(at: 0) }
        }
        let counters = Counters(1)
        do {
            let values = ComputeThreads(count: 3).map(50) { _ in Value(counters) }
            withExtendedLifetime(values) { #expect(counters.all == [0]) }
        }
        #expect(counters.all == [50])
    }

    @Test func `comes and goes without leaving threads behind`() {
        for round in 0..<200 {
            let threads = ComputeThreads(count: 1 + round % 5)
            if round.isMultiple(of: 3) { threads.forEach(round) { _ in } }
        }
        // By name: suites beside this one have threads of their own.
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        let count = tasks.count { task in
            (try? String(contentsOfFile: "/proc/self/task/\(task)/comm", encoding: .utf8))
                == "ol-compute\n"
        }
        #expect(count < 100)
    }
}
