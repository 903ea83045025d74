internal import ArgumentParser
internal import Demonstration
internal import Foundation
internal import Machine

/// `openledger datanet import-debian --out FILE`.
struct DatanetImportDebian: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-debian",
        abstract: "Make the demonstration's sample from a Debian package index.")

    @Option(help: "The file to write.")
    var out: String

    @Option(
        help: "What 'apt-cache dumpavail' printed. (default: this machine's index, by running it)")
    var dumpavail: String?

    func run() throws {
        let text = try dumpavail.map {
            try PosixFile.contents(of: $0, limit: PackageIndex.byteLimit)
        }
        let sample = DebianSample.make(fromDumpavail: try text ?? PackageIndex.read())
        do {
            let rows = try DebianSample(fileBytes: sample)
            guard !rows.train.isEmpty else {
                throw OperationError(
                    .usage, "the package index has no rows of teams: run 'apt-get update'")
            }
        } catch let error as SampleError {
            throw OperationError(.usage, "the package index gives no sample: \(error)")
        }
        try OutputFile.write(sample, to: out)
    }
}

/// This machine's Debian package index.
enum PackageIndex {
    /// Debian's whole index has about 80 MB.
    static let byteLimit = 1 << 30

    /// What `apt-cache dumpavail` prints.
    ///
    /// - Throws: `OperationError` when it cannot be run or says nothing.
    static func read() throws(OperationError) -> [UInt8] {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/apt-cache")
        process.arguments = ["dumpavail"]
        process.standardOutput = output
        do { try process.run() } catch {
            throw OperationError(.usage, "cannot run apt-cache, which Debian has: \(error)")
        }
        var text: [UInt8] = []
        while let piece = try? output.fileHandleForReading.read(upToCount: 1 << 20),
            !piece.isEmpty
        {
            text += piece
            guard text.count <= byteLimit else {
                process.terminate()
                throw OperationError(
                    .usage, "'apt-cache dumpavail' printed more than \(byteLimit) bytes")
            }
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0, !text.isEmpty else {
            throw OperationError(
                .usage, "'apt-cache dumpavail' gave no packages: run 'apt-get update'")
        }
        return text
    }
}
