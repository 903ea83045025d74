import Benchmarks
import Testing

@Suite struct `Paired runs` {
    @Test func `take turns and leave the first of each out`() throws {
        var order: [String] = []
        var (own, peer) = (0.0, 100.0)
        let runs = try PairedRuns(
            3,
            own: {
                order.append("A")
                own += 1
                return own
            },
            peer: {
                order.append("B")
                peer += 1
                return peer
            })
        #expect(order.joined() == "ABABABAB")
        #expect(runs.own == [2, 3, 4])
        #expect(runs.peer == [102, 103, 104])
        #expect(runs.median == 3)
        #expect(runs.peerMedian == 103)
    }

    @Test func `have no peer's median without a peer`() throws {
        let runs = try PairedRuns(5, own: { 1 }, peer: nil)
        #expect(runs.peerMedian == nil)
        #expect(runs.own.count == 5)
    }

    @Test(
        arguments: [
            ([3], 3), ([5, 1, 3], 3), ([4, 1, 3, 2], 2.5), ([7, 7, 1, 9, 1_000], 7),
        ] as [([Double], Double)])
    func `have the middle value as their median`(values: [Double], median: Double) {
        #expect(PairedRuns.median(values) == median)
    }
}
