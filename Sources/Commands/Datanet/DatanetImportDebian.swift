internal import ArgumentParser
internal import Datanets

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
        let text = try dumpavail.map { try SmallFile.read($0, limit: PackageIndex.byteLimit) }
        let sample = DebianSample.make(fromDumpavail: try text ?? PackageIndex.read())
        do {
            let rows = try DebianSample(fileBytes: sample)
            guard !rows.train.isEmpty else {
                throw CommandError("the package index has no rows of teams: run 'apt-get update'")
            }
        } catch let error as SampleError {
            throw CommandError("the package index gives no sample: \(error)")
        }
        try OutputFile.write(sample, to: out)
    }
}
