import Economy
import Money
import Testing
import Wire

@Suite struct `The shares of a fee` {
    @Test func `by default divide a cent of an OPEN`() {
        let parts = FeeShares.standard.split(Amount(nanoOPEN: 10_000_000))
        let expected: [UInt64] = [7_000_000, 1_000_000, 1_000_000, 500_000, 500_000, 0]
        #expect(parts.inOrder.map(\.nanoOPEN) == expected)
        #expect(parts.contributors == Amount(nanoOPEN: 7_000_000))
        #expect(parts.stakers == .zero)
    }

    @Test func `by default add up to the whole`() throws {
        let shares = FeeShares.standard
        #expect(shares.inOrder.map(UInt32.init).reduce(0, +) == FeeShares.basisPointsTotal)
        #expect(
            try FeeShares(
                contributors: 7_000, modelMaker: 1_000, node: 1_000, baseModel: 500, burn: 500,
                stakers: 0) == shares)
    }

    @Test func `give a single unit to the largest share`() {
        let one = FeeShares.standard.split(Amount(nanoOPEN: 1))
        #expect(one.inOrder.map(\.nanoOPEN) == [1, 0, 0, 0, 0, 0])
        // Of 2: remainders 0.4, 0.2, 0.2, 0.1, 0.1 after 1 for the contributors.
        let two = FeeShares.standard.split(Amount(nanoOPEN: 2))
        #expect(two.inOrder.map(\.nanoOPEN) == [2, 0, 0, 0, 0, 0])
        // Of 3: 2.1, 0.3, 0.3, 0.15, 0.15; the model maker stands before the node.
        let three = FeeShares.standard.split(Amount(nanoOPEN: 3))
        #expect(three.inOrder.map(\.nanoOPEN) == [2, 1, 0, 0, 0, 0])
    }

    static let unsound: [(shares: [UInt16], sum: UInt32)] = [
        ([7_000, 1_000, 1_000, 500, 499, 0], 9_999), ([10_000, 0, 0, 0, 0, 1], 10_001),
        ([0, 0, 0, 0, 0, 0], 0),
        // 75,536 would be 10,000 in sixteen bits.
        ([65_535, 10_001, 0, 0, 0, 0], 75_536),
    ]

    @Test(arguments: unsound)
    func `are refused when they do not add up`(shares: [UInt16], sum: UInt32) {
        #expect(throws: SharesDoNotAddUp(basisPoints: sum)) {
            try FeeShares(
                contributors: shares[0], modelMaker: shares[1], node: shares[2],
                baseModel: shares[3], burn: shares[4], stakers: shares[5])
        }
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `conserve every fee`(seed: UInt64) throws {
        var random = SeededBytes(seed: seed, label: "fees")
        var cuts = (0..<5).map { _ in UInt16(random.below(10_001)) }
        cuts.sort()
        let shares = zip(cuts + [10_000], [0] + cuts).map { $0 - $1 }
        let fee = Amount(nanoOPEN: random.next() >> random.below(64))
        let policy = try FeeShares(
            contributors: shares[0], modelMaker: shares[1], node: shares[2],
            baseModel: shares[3], burn: shares[4], stakers: shares[5])
        #expect(policy.inOrder == shares)
        let parts = policy.split(fee)
        #expect(Amount.total(of: parts.inOrder) == UInt128(fee.nanoOPEN))
        let weights = shares.map(UInt64.init)
        #expect(
            parts.inOrder.map(\.nanoOPEN)
                == Apportionment.largestRemainder(fee.nanoOPEN, by: weights))
    }
}
