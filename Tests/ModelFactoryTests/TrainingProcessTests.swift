import Foundation
import MachineTestKit
import ModelFactory
import Testing

@Suite struct `A worker's process` {
    /// What a shell does in the worker's place: one that a signal ends, and one that hears none.
    static let workers = ["exec sleep 60", "trap '' TERM; sleep 60"]

    @Test(arguments: workers)
    func `is gone within two seconds when its job is cancelled`(script: String) async throws {
        let log = FileManager.default.temporaryDirectory
            .appending(path: "openledger-worker-\(UUID().uuidString).log").path
        defer { try? FileManager.default.removeItem(atPath: log) }
        let launcher = TrainingLauncher.process(
            TrainingProcess.Launch(
                program: "/bin/sh", arguments: ["-c", "echo $$ $* >&2; \(script)", "worker"],
                environment: ["PATH": "/bin:/usr/bin"]))
        let work = Task { try await launcher.run(5, "/data", log) }
        var said: [Substring] = []
        for _ in 0..<500 where said.count < 5 {
            try await Task.sleep(for: .milliseconds(10))
            said = ((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")
                .split { " \n".contains($0) }
        }
        #expect(said.dropFirst() == ["--job", "5", "--data", "/data"])
        let process = try #require(said.first.flatMap { Int32($0) })
        #expect(FileManager.default.fileExists(atPath: "/proc/\(process)"))
        #expect(await ProcessWatch.time(toEndOf: process) { work.cancel() } < .seconds(2))
        #expect(try await work.value > 128)
    }

    @Test func `is not waited for when its job was cancelled before`() async throws {
        let launcher = TrainingLauncher.process(
            TrainingProcess.Launch(
                program: "/bin/sh", arguments: ["-c", "sleep 60"], environment: [:]))
        let work = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await launcher.run(5, "/data", "/dev/null")
        }
        work.cancel()
        #expect(try await work.value == 128 + SIGTERM)
    }
}
