import NIOCore
import NodeAPI
import Synchronization
import Testing

@Suite struct `Open connections` {
    /// Connections that note who was closed.
    private final class Door: Sendable {
        let open: OpenConnections
        private let closed = Mutex<[String]>([])

        init(total: Int, perAddress: Int) {
            open = OpenConnections(total: total, perAddress: perAddress)
        }

        var givenUp: [String] { closed.withLock { $0 } }

        @discardableResult
        func admit(_ address: Int, _ name: String) -> UInt64? {
            open.admit(.host("10.0.0.\(address)")) { self.closed.withLock { $0.append(name) } }
        }
    }

    @Test func `of one address give up the one that waits for longest`() throws {
        let door = Door(total: 10, perAddress: 2)
        let first = try #require(door.admit(1, "first"))
        door.admit(1, "second")
        door.admit(2, "other")
        door.open.move(first, to: .waiting)
        door.admit(1, "third")
        #expect(door.givenUp == ["second"])
        door.admit(1, "fourth")
        #expect(door.givenUp == ["second", "first"])
        #expect(door.open.count == 3)
    }

    @Test func `give up those that wait, then those that send, then those that take`() throws {
        let door = Door(total: 4, perAddress: 4)
        for (name, stage) in [
            ("works", OpenConnections.Stage.working), ("takes", .sending), ("sends", .receiving),
            ("waits", .waiting),
        ] {
            door.open.move(try #require(door.admit(1, name)), to: stage)
        }
        for name in ["a", "b", "c"] {
            door.open.move(try #require(door.admit(2, name)), to: .working)
        }
        #expect(door.givenUp == ["waits", "sends", "takes"])
        #expect(door.admit(3, "no room") == nil)
        #expect(door.open.count == 4)
    }

    @Test func `in all give up one of the address that has the most`() {
        let door = Door(total: 5, perAddress: 4)
        door.admit(1, "honest")
        for number in 0..<4 { door.admit(2, "flood \(number)") }
        door.admit(3, "late")
        #expect(door.givenUp == ["flood 0"])
    }

    @Test func `that have ended make room`() throws {
        let door = Door(total: 2, perAddress: 1)
        let first = try #require(door.admit(1, "first"))
        door.open.move(first, to: .working)
        #expect(door.admit(1, "second") == nil)
        door.open.leave(first)
        door.open.leave(first)
        #expect(door.admit(1, "third") != nil)
        #expect(door.givenUp.isEmpty && door.open.count == 1)
    }

    @Test func `come from an IPv4 address or an IPv6 network`() throws {
        func address(_ text: String) throws -> ClientAddress {
            ClientAddress(try SocketAddress(ipAddress: text, port: 1))
        }
        #expect(try address("10.0.0.1") == address("::ffff:10.0.0.1"))
        #expect(try address("10.0.0.1") != address("10.0.0.2"))
        #expect(try address("2001:db8:1:2::1") == address("2001:db8:1:2:ffff::9"))
        #expect(try address("2001:db8:1:2::1") != address("2001:db8:1:3::1"))
        #expect(try address("2001:db8::1") == address("2001:db8:0:0:7::"))
        #expect(try address("::1") == address("::2"))
        #expect(try address("1:2:3:4:5:6:7:8") == address("1:2:3:4::"))
        #expect(ClientAddress(nil) == .local)
    }

    @Test func `whose clients take nothing are closed when they hold too much together`() throws {
        let open = OpenConnections(total: 9, perAddress: 9, unreadBytes: 100)
        let closed = Mutex<[Int]>([])
        var ids: [UInt64] = []
        for number in 0..<4 {
            let id = open.admit(.host("10.0.0.\(number)")) { closed.withLock { $0.append(number) } }
            ids.append(try #require(id))
        }
        for id in ids { open.move(id, to: .sending) }
        open.hold(ids[0], bytes: 40)
        open.hold(ids[1], bytes: 60)
        #expect(closed.withLock { $0 } == [])
        open.hold(ids[2], bytes: 1)
        #expect(closed.withLock { $0 } == [0])
        // What was taken, or has gone, is free again.
        open.hold(ids[1], bytes: 0)
        open.leave(ids[2])
        open.hold(ids[3], bytes: 100)
        #expect(closed.withLock { $0 } == [0] && open.count == 2)
        // One that is too large by itself goes, too.
        open.hold(ids[3], bytes: 101)
        #expect(closed.withLock { $0 } == [0, 3])
    }
}
