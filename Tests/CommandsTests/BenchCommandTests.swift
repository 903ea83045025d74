import ArgumentParser
import Commands
import Testing

@Suite struct `The bench command` {
    @Test(arguments: ["spans", "Kernels", ""])
    func `refuses names of no benchmark and lists those there are`(name: String) {
        let error = #expect(throws: (any Error).self) { try BenchCommand.parse([name]) }
        guard let error else { return }
        let message = BenchCommand.message(for: error)
        #expect(message.contains("kernels, training, serving, attribution, ledger, intake, verify"))
    }

    @Test func `refuses medians of too few runs`() {
        #expect(throws: (any Error).self) { try BenchCommand.parse(["kernels", "--runs", "4"]) }
    }

    @Test(arguments: ["kernels", "training", "serving", "attribution", "ledger", "verify"])
    func `takes the names that there are`(name: String) {
        #expect(throws: Never.self) {
            try BenchCommand.parse([name, "--json", "--runs", "5"])
        }
    }
}
