internal import ArgumentParser
internal import Foundation
internal import Node

/// `openledger train-worker`: what a node starts for a training job; not for people.
struct TrainWorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train-worker", abstract: "Compute a node's training job.",
        shouldDisplay: false)

    @Option var job: UInt64
    @Option(name: .customLong("data")) var data: String
    @OptionGroup var model: ModelOptions

    func run() throws {
        // Answers come first.
        _ = nice(10)
        // A node takes the signal for itself, and its children inherit that.
        signal(SIGTERM, SIG_DFL)
        Self.endWithParent()
        let settings = try ProcessSettings.current()
        try TrainingWorker.run(
            job: job, dataDirectory: data,
            base: BaseModel(path: model.folder(settings), trainable: true),
            threads: settings.makeThreads())
    }

    /// Ends the process when standard input does: the node holds its other end.
    private static func endWithParent() {
        Thread.detachNewThread {
            while !FileHandle.standardInput.availableData.isEmpty {}
            ProcessEnd.exit(1)
        }
    }
}
