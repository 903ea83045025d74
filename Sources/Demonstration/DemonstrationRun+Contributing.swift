internal import Datanets
internal import ModelFactory
internal import Wire
internal import Workflows

extension DemonstrationRun {
    /// Each contributor commits, then reveals; intake judges the rows.
    ///
    /// Rows that people have offered since an earlier run stay in the files.
    func contribute(to index: UInt64) async throws -> Datanet {
        let files = try DatanetFiles(dataDirectory: directory, name: Demonstration.name)
        var intake = try await DatanetIntake.open(
            files, at: index, in: log, likeness: EmbeddingLikeness(base, threads: threads),
            recovery: .repeated)
        for contributor in accounts.contributors {
            _ = try await intake.contribute(
                contributor.rows, key: contributor.key,
                salts: SeededBytes(seed: options.seed, label: "salts of " + contributor.name))
        }
        return intake.datanet
    }
}
