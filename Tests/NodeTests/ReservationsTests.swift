import Identity
import Money
import Node
import NodeAPI
import Testing

@Suite struct `Fees that are set aside` {
    private let alice = AccountKey.derived(seed: 1, label: "alice").address
    private let bob = AccountKey.derived(seed: 1, label: "bob").address
    private let ten = Amount(nanoOPEN: 10)

    @Test func `let no account promise more than it has`() throws {
        let reservations = Reservations()
        let balance = Amount(nanoOPEN: 25)
        try reservations.reserve(ten, of: balance, for: alice)
        try reservations.reserve(ten, of: balance, for: alice)
        #expect(throws: ServiceRefusal.unaffordable(price: ten, balance: balance)) {
            try reservations.reserve(ten, of: balance, for: alice)
        }
        try reservations.reserve(Amount(nanoOPEN: 5), of: balance, for: alice)
        try reservations.reserve(ten, of: ten, for: bob)
    }

    @Test func `are given back once`() throws {
        let reservations = Reservations()
        for _ in 0..<3 {
            try reservations.reserve(ten, of: ten, for: alice)
            #expect(throws: ServiceRefusal.self) {
                try reservations.reserve(ten, of: ten, for: alice)
            }
            reservations.release(ten, for: alice)
        }
    }

    @Test func `do not wrap around`() throws {
        let reservations = Reservations()
        let all = Amount(nanoOPEN: .max)
        try reservations.reserve(all, of: all, for: alice)
        #expect(throws: ServiceRefusal.self) {
            try reservations.reserve(Amount(nanoOPEN: 1), of: all, for: alice)
        }
    }

    @Test func `hold under many threads`() async throws {
        let reservations = Reservations()
        let (account, fee) = (alice, ten)
        let granted = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    (try? reservations.reserve(
                        fee, of: Amount(nanoOPEN: 370), for: account)) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(granted == 37)
    }
}
