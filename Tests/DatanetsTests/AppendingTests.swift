import DatanetTestKit
import Datanets
import Foundation
import Identity
import Machine
import MachineTestKit
import Synchronization
import Testing
import Wire

@Suite struct `Appending to a Datanet` {
    private static let task = DatanetTask.classification(LabelSet(["libs", "perl"]))

    private static func contribution(_ number: Int) throws -> Contribution {
        var salts = SeededBytes(seed: UInt64(number), label: "salts")
        let rows = try (100..<105).map {
            try DatanetRow(
                text: "row\($0) of\(1000 + number) words\($0 * 7) apart\($0 * 13 + number)",
                label: "libs")
        }
        return Contribution(account: AccountKeyless.address(1), rows: rows, salts: &salts)
    }

    @Test func `writes a contribution's own lines, however many rows there are`() throws {
        let folder = try TemporaryFolder()
        let disk = CountingDisk()
        let files = try DatanetFiles(dataDirectory: folder.path, name: "debian") {
            try disk.open($0)
        }
        try files.found(Self.task)
        var datanet = Datanet(task: Self.task)
        var lengths = DatanetLengths()
        var costs: [CountingDisk.Cost] = []
        for number in 100..<300 {
            let registered = try datanet.register(Self.contribution(number), by: FixedLikeness())
            #expect(registered.acceptedCount == 5)
            try files.append(registered, at: &lengths)
            costs.append(disk.take())
        }
        #expect(costs.allSatisfy { $0.writes == 3 && $0.syncs == 3 })
        // A row's number grows from one digit to three; nothing else may.
        #expect(costs[199].bytes <= costs[0].bytes + 5 * 2)
        #expect(try files.read().version == datanet.version)
    }

    @Test func `again leaves the files as they are, and other rows are refused`() throws {
        let folder = try TemporaryFolder()
        let disk = CountingDisk()
        let files = try DatanetFiles(dataDirectory: folder.path, name: "debian") {
            try disk.open($0)
        }
        try files.found(Self.task)
        func append(_ numbers: [Int]) throws {
            var datanet = Datanet(task: Self.task)
            var lengths = DatanetLengths()
            for number in numbers {
                try files.append(
                    datanet.register(Self.contribution(number), by: FixedLikeness()), at: &lengths)
            }
        }
        try append([1, 2, 3])
        #expect(disk.take().writes == 9)
        try append([1, 2])
        #expect(disk.take().writes == 0)
        #expect(try files.read().contributions.count == 3)
        let error = #expect(throws: OperationError.self) { try append([1, 4]) }
        #expect(error?.code == .altered)
        #expect(try files.read().contributions.count == 3)
    }

    @Test(arguments: FailingDisk.Failure.allCases, 0..<6)
    func `that failed leaves what was there, and is done again`(
        failure: FailingDisk.Failure, calls: Int
    ) throws {
        let folder = try TemporaryFolder()
        let files = try DatanetFiles(dataDirectory: folder.path, name: "debian")
        try files.found(Self.task)
        var datanet = Datanet(task: Self.task)
        var lengths = DatanetLengths()
        try files.append(datanet.register(Self.contribution(1), by: FixedLikeness()), at: &lengths)
        let earlier = datanet.contributions
        let disk = FailingDisk(failure, after: calls)
        let failing = try DatanetFiles(dataDirectory: folder.path, name: "debian") {
            try disk.open($0)
        }
        let registered = try datanet.register(Self.contribution(2), by: FixedLikeness())
        let before = lengths
        #expect(throws: OperationError.self) { try failing.append(registered, at: &lengths) }
        #expect(lengths == before)
        #expect(try files.read().contributions.prefix(1) == earlier[...])
        try files.append(registered, at: &lengths)
        #expect(try files.read().version == datanet.version)
    }
}

/// A disk that counts what is done to it.
private final class CountingDisk: Sendable {
    struct Cost: Sendable {
        var writes = 0
        var bytes = 0
        var syncs = 0
    }

    private let cost = Mutex(Cost())

    func open(_ path: String) throws -> any SegmentFile {
        File(file: try PosixFile(path, for: .writing(permissions: 0o600)), disk: self)
    }

    /// What it has cost since the last call.
    func take() -> Cost {
        cost.withLock { cost in
            defer { cost = Cost() }
            return cost
        }
    }

    private struct File: SegmentFile {
        let file: PosixFile
        let disk: CountingDisk

        func write(_ bytes: [UInt8], at offset: UInt64) throws {
            disk.cost.withLock {
                $0.writes += 1
                $0.bytes += bytes.count
            }
            try file.write(bytes, at: offset)
        }

        func synchronize() throws {
            disk.cost.withLock { $0.syncs += 1 }
            try file.synchronize()
        }
    }
}
