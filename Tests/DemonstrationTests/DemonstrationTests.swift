import Demonstration
import Foundation
import Ledger
import LedgerStorage
import Machine
import Testing
import Wire

@Suite(.serialized) struct `A demonstration` {
    private let directories: DemonstrationDirectory

    init() throws { directories = try DemonstrationDirectory() }

    private static func bytes(_ path: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: path))
    }

    private static func log(_ directory: String) throws -> [Data] {
        try [
            bytes(directory + "/log/segments/00000000.seg"), bytes(directory + "/log/checkpoint"),
        ]
    }

    @Test func `conserves money, and all its receipts stand up`() async throws {
        let json = try await FinishedDemonstration.shared.value.json
        let issued = try #require(json.at("receipts", "issued")?.integerValue)
        #expect(issued >= 40)
        #expect(json.at("receipts", "verified")?.integerValue == issued)
        #expect(json.at("receipts", "recomputed")?.integerValue == issued)
        #expect(json.at("answers")?.integerValue == issued)
        #expect(json.at("ledger", "conserved")?.boolValue == true)
        #expect(json.at("rows", "train")?.integerValue ?? 0 >= 60)
    }

    @Test func `gives the same on one thread, in another directory`() async throws {
        let finished = try await FinishedDemonstration.shared.value
        let again = try await FinishedDemonstration.run(
            in: directories.path("one"), base: finished.base, threads: 1)
        for path in [["ledger", "root"], ["model", "adapterDigest"], ["model", "indexDigest"]] {
            let value = finished.json[path[0]]?[path[1]]?.stringValue
            #expect(value != nil && again.json[path[0]]?[path[1]]?.stringValue == value, "\(path)")
        }
        #expect(again.json.timeless == finished.json.timeless)
        #expect(try Self.log(directories.path("one")) == Self.log(finished.directory))
    }

    @Test func `run again in its directory appends nothing`() async throws {
        let finished = try await FinishedDemonstration.shared.value
        let copy = try directories.copy(of: finished.directory, as: "again")
        let again = try await FinishedDemonstration.run(
            in: copy, base: finished.base, threads: 2)
        #expect(again.json.timeless == finished.json.timeless)
        #expect(try Self.log(copy) == Self.log(finished.directory))
    }

    @Test func `trains again to the same files where they were lost`() async throws {
        let finished = try await FinishedDemonstration.shared.value
        let copy = try directories.copy(of: finished.directory, as: "lost")
        try FileManager.default.removeItem(atPath: copy + "/models")
        let again = try await FinishedDemonstration.run(
            in: copy, base: finished.base, threads: 2)
        #expect(again.json.timeless == finished.json.timeless)
        #expect(try Self.log(copy) == Self.log(finished.directory))
    }

    @Test(arguments: FinishedDemonstration.moments)
    func `continues to the same root from where it was cut off`(moment: String) async throws {
        let finished = try await FinishedDemonstration.shared.value
        let image = try #require(finished.images[moment])
        let cut = try directories.copy(of: image, as: "cut")
        // What is durable early is the segment; the files that are served follow at the end.
        let segment = "/log/segments/00000000.seg"
        let (early, whole) = (
            try Self.bytes(cut + segment), try Self.bytes(finished.directory + segment)
        )
        #expect(!early.isEmpty && whole.starts(with: early))
        #expect(early.count < whole.count || moment == "repeating attributions")
        let again = try await FinishedDemonstration.run(in: cut, base: finished.base, threads: 2)
        #expect(again.json.timeless == finished.json.timeless)
        #expect(try Self.log(cut) == Self.log(finished.directory))
    }

    @Test func `of another seed or size is refused in a directory that is taken`() async throws {
        let finished = try await FinishedDemonstration.shared.value
        let copy = try directories.copy(of: finished.directory, as: "taken")
        let seed = await #expect(throws: OperationError.self) {
            try await FinishedDemonstration.run(
                in: copy, base: finished.base, seed: 2, threads: 2)
        }
        #expect(seed?.code == .key)
        #expect("\(String(describing: seed))".contains("use another directory"))
        let size = await #expect(throws: OperationError.self) {
            try await FinishedDemonstration.run(
                in: copy, base: finished.base, rows: 90, threads: 2)
        }
        #expect(size?.code == .replayMismatch)
        #expect("\(String(describing: size))".contains("give a fresh one"))
        #expect(try Self.log(copy) == Self.log(finished.directory))
        #expect(
            try Self.bytes(copy + "/DEMONSTRATION")
                == Self.bytes(finished.directory + "/DEMONSTRATION"))
        let rows = await #expect(throws: OperationError.self) {
            try await FinishedDemonstration.run(
                in: directories.path("few"), base: finished.base, rows: 39, threads: 2)
        }
        #expect(rows?.code == .usage)
    }

    /// Other tests of this process take and return memory too; what a demonstration kept would
    /// show at every attempt.
    @Test func `keeps no memory after its end`() async throws {
        let finished = try await FinishedDemonstration.shared.value
        func resident(after name: String) async throws -> Int {
            _ = try await FinishedDemonstration.run(
                in: directories.path(name), base: finished.base, threads: 2)
            let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
                .split(separator: " ")
            return try #require(Int(fields[1])) * Int(getpagesize())
        }
        var growth: [Int] = []
        var before = try await resident(after: "first")
        for attempt in 0..<3 {
            let after = try await resident(after: "attempt \(attempt)")
            growth.append(after - before)
            if after - before < 32 << 20 { break }
            before = after
        }
        #expect(growth.contains { $0 < 32 << 20 }, "resident bytes grew by \(growth)")
    }
}
