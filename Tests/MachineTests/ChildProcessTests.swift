import Foundation
import Machine
import MachineTestKit
import Testing

@Suite struct `A child process` {
    /// What a shell is told, and whether it lets itself be ended.
    static let programs: [(script: String, ends: Bool)] = [
        ("echo ready >&2; exec sleep 600", true),
        ("trap '' TERM; echo ready >&2; sleep 600", false),
    ]

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: programs)
    func `is gone soon after it was told to end, whatever its starter blocks`(
        script: String, ends: Bool
    ) async throws {
        let child = try await Self.startedWithAllSignalsBlocked(script, log: folder.path("log"))
        // The shell has set its trap, however busy the machine is.
        for _ in 0..<1_000 where try folder.bytes(of: "log").isEmpty {
            try await Task.sleep(for: .milliseconds(10))
        }
        let took = await ProcessWatch.time(toEndOf: child.identifier) {
            // One that ends by itself does so long before it would be killed.
            child.end(graceSeconds: ends ? 60 : 0.5)
        }
        #expect(took < .seconds(2))
        let status = await child.exitStatus()
        #expect(status == 128 + (ends ? SIGTERM : SIGKILL))
    }

    @Test func `blocks and ignores no signal, whatever its starter blocks`() async throws {
        let log = folder.path("log")
        let child = try await Self.startedWithAllSignalsBlocked(
            "exec grep -E 'Sig(Blk|Ign)' /proc/self/status >&2", log: log)
        #expect(await child.exitStatus() == 0)
        let masks = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
        #expect(masks.count == 2)
        for mask in masks {
            let digits = try #require(mask.split(separator: "\t").last)
            let bits = try #require(UInt64(digits, radix: 16))
            // Of signals that programs know; the C library keeps two for itself.
            #expect(bits & 0x7FFF_FFFF == 0, "\(mask)")
        }
    }

    @Test func `has a standard input that ends when it is told to end`() async throws {
        let child = try ChildProcess(
            "/bin/sh", arguments: ["-c", "trap '' TERM; cat; exit 7"], environment: [:],
            log: folder.path("log"))
        try await Task.sleep(for: .milliseconds(200))
        child.end(graceSeconds: 60)
        #expect(await child.exitStatus() == 7)
    }

    @Test func `gets what it is given, and says how it ended`() async throws {
        let log = try folder.write(Array("an older and longer text".utf8), to: "log")
        let child = try ChildProcess(
            "/bin/sh", arguments: ["-c", "echo lost; echo $1 $NAME >&2; exit 3", "sh", "word"],
            environment: ["NAME": "value"], log: log)
        #expect(await child.exitStatus() == 3)
        #expect(await child.exitStatus() == 3)
        #expect(try folder.bytes(of: "log") == Array("word value\n".utf8))
        // To a child that has ended, nothing happens.
        child.end(graceSeconds: 0)
    }

    @Test func `that cannot be started says why`() {
        #expect {
            _ = try ChildProcess(
                "/nowhere/program", arguments: [], environment: [:], log: folder.path("log"))
        } throws: {
            "\($0)" == "Could not start /nowhere/program: No such file or directory."
        }
    }

    @Test func `leaves no descriptor behind`() async throws {
        let before = Self.pipeCount()
        for number in 0..<40 {
            let program = number.isMultiple(of: 2) ? "/bin/true" : "/nowhere/program"
            let child = try? ChildProcess(
                program, arguments: [], environment: [:], log: folder.path("log"))
            _ = await child?.exitStatus()
        }
        // Tests beside this one have at most a few.
        #expect(Self.pipeCount() < before + 20)
    }

    private static func pipeCount() -> Int {
        let folder = "/proc/self/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.count {
            let target = try? FileManager.default.destinationOfSymbolicLink(
                atPath: "\(folder)/\($0)")
            return target?.hasPrefix("pipe:") == true
        }
    }

    /// Starts a shell from a thread that blocks every signal, as those of Swift's pool do.
    private static func startedWithAllSignalsBlocked(
        _ script: String, log: String
    ) async throws -> ChildProcess {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                var all = sigset_t()
                unsafe sigfillset(&all)
                unsafe pthread_sigmask(SIG_SETMASK, &all, nil)
                continuation.resume(
                    with: Result {
                        try ChildProcess(
                            "/bin/sh", arguments: ["-c", script],
                            environment: ["PATH": "/bin:/usr/bin"], log: log)
                    })
            }
        }
    }
}
