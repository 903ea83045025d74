import Commands
import Foundation
import Machine
import Synchronization
import Testing

@Suite struct `The environment` {
    @Test func `says how many threads compute, else the machine does`() throws {
        func threads(_ text: String?) throws -> Int {
            try ProcessSettings(
                environment: text.map { ["OPENLEDGER_THREADS": $0] } ?? [:], cores: 6
            ).threadCount
        }
        #expect(try threads(nil) == 6)
        #expect(try threads("") == 6)
        #expect(try threads("1") == 1)
        #expect(try threads("1024") == 1024)
        for text in ["0", "1025", "+2", "02", "2 ", "1e1", "99999999999999999999"] {
            #expect(throws: OperationError.self, "\(text)") { try threads(text) }
        }
    }

    @Test(arguments: ["plain", "with space", "it's", "", "$HOME", "a;b", "日本", "\\"])
    func `gives shells an argument as one word`(text: String) throws {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "printf %s " + ShellText.quoted(text)]
        process.standardOutput = pipe
        try process.run()
        let said = try pipe.fileHandleForReading.readToEnd() ?? Data()
        #expect(String(decoding: said, as: UTF8.self) == text)
    }
}

@Suite struct `A progress display` {
    private final class Screen: Sendable {
        let texts = Mutex<[String]>([])
        func print(_ text: String) { texts.withLock { $0.append(text) } }
        var all: [String] { texts.withLock { $0 } }
    }

    @Test func `says nothing in the first two seconds of a stage`() {
        let screen = Screen()
        let display = ProgressDisplay(isTerminal: true, print: screen.print)
        let start = ContinuousClock.now
        for step in 0..<10 {
            display.report("training", step, 100, now: start + .milliseconds(199 * step))
        }
        #expect(screen.all.isEmpty)
        display.report("checking", 0, 100, now: start + .seconds(3))
        display.report("checking", 1, 100, now: start + .seconds(4))
        #expect(screen.all.isEmpty)
    }

    @Test func `draws a bar over itself for a person`() throws {
        let screen = Screen()
        let display = ProgressDisplay(isTerminal: true, print: screen.print)
        let start = ContinuousClock.now
        display.report("training", 0, 10, now: start)
        display.report("training", 5, 10, now: start + .seconds(3))
        let bar = try #require(screen.all.first)
        #expect(screen.all.count == 1 && bar.hasPrefix("\rtraining ") && bar.contains("50 %, 3 s"))
        display.report("training", 6, 10, now: start + .milliseconds(3_100))
        #expect(screen.all.count == 1)
        display.end()
        #expect(screen.all.last == "\n")
    }

    @Test func `prints a line now and then for a file, also while a stage says nothing`() {
        let screen = Screen()
        let display = ProgressDisplay(isTerminal: false, print: screen.print)
        let start = ContinuousClock.now
        display.report("comparing", 0, 1, now: start)
        for second in 1..<40 { display.refresh(now: start + .seconds(second)) }
        display.end()
        #expect(screen.all == ["comparing … 2 s\n", "comparing … 17 s\n", "comparing … 32 s\n"])
    }
}
