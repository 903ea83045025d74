import Foundation
import Machine
import Testing

@Suite struct `A thread of its own` {
    private actor Tally {
        private nonisolated let thread: DedicatedThread
        nonisolated var unownedExecutor: UnownedSerialExecutor {
            thread.asUnownedSerialExecutor()
        }
        private(set) var count = 0
        private var threads: Set<ObjectIdentifier> = []
        var threadCount: Int { threads.count }

        init(_ name: String, yields: Bool = false) {
            thread = DedicatedThread(name: name, yields: yields)
        }

        #if os(Linux)
            /// Of the thread, and of one that it starts.
            func isYielding() async -> [Bool] {
                let own = ThreadPriority.isYielding
                let started = await withCheckedContinuation { continuation in
                    Thread.detachNewThread {
                        continuation.resume(returning: ThreadPriority.isYielding)
                    }
                }
                return [own, started]
            }
        #endif

        func add() {
            count += 1
            threads.insert(ObjectIdentifier(Thread.current))
        }

        func addLater(seconds: Double) {
            thread.perform(afterSeconds: seconds) { [weak self] in
                self?.assumeIsolated { $0.add() }
            }
        }
    }

    @Test func `runs an actor's jobs in turn, whoever calls`() async {
        let tally = Tally("jobs")
        await withTaskGroup { group in
            for _ in 0..<200 {
                group.addTask { for _ in 0..<20 { await tally.add() } }
            }
        }
        #expect(await tally.count == 4_000)
        #expect(await tally.threadCount == 1)
    }

    @Test func `calls what is due later, and what is due now behind what waits`() async throws {
        let tally = Tally("alarms")
        await tally.addLater(seconds: 0.05)
        await tally.addLater(seconds: 0.01)
        await tally.addLater(seconds: 0)
        for _ in 0..<500 where await tally.count < 3 {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(await tally.count == 3)
    }

    #if os(Linux)
        @Test(arguments: [false, true])
        func `gives way to all others if it is told to, with what it starts`(
            yields: Bool
        ) async {
            #expect(await Tally("way", yields: yields).isYielding() == [yields, yields])
        }
    #endif

    @Test func `ends with the last reference`() async throws {
        for _ in 0..<20 {
            let tally = Tally("short")
            await tally.add()
            await tally.addLater(seconds: 1_000)
        }
        // The kernel knows a thread by its name as long as it lives.
        for _ in 0..<500 where Self.threadNames().contains("short") {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(!Self.threadNames().contains("short"))
    }

    private static func threadNames() -> [String] {
        let folder = "/proc/self/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return threads.compactMap { thread in
            let name = FileManager.default.contents(atPath: "\(folder)/\(thread)/comm")
            return name.map { String(decoding: $0.dropLast(), as: UTF8.self) }
        }
    }
}
