package import Tensors

/// The labels of the training rows whose embeddings are nearest, by cosine.
///
/// How many rows vote and whether a vote counts as 1 or as the cosine is chosen on the evaluation
/// rows; of equally accurate settings the first in ``settings``, which begins with ten equal votes.
package struct NearestNeighbours: Sendable {
    /// How the nearest rows vote.
    package struct Setting: Hashable, Sendable {
        /// How many vote.
        package let neighbours: Int
        /// Whether a vote counts as its cosine.
        package let isWeighted: Bool
    }

    /// The settings tried.
    package static let settings: [Setting] = [10, 5, 20, 1].flatMap { neighbours in
        [false, true].map { Setting(neighbours: neighbours, isWeighted: $0) }
    }

    /// The setting chosen.
    package let setting: Setting

    /// The share of evaluation rows that the chosen setting gets right.
    package let evaluationAccuracy: Double

    private let neighbourhood: Neighbourhood

    /// Remembers the training rows and chooses the setting on the evaluation rows.
    ///
    /// Embeddings are one per row, [rows, dimensions]; they need not have length 1.
    ///
    /// - Precondition: every embedding has a class below `classes`.
    package init(
        training: Matrix, labels: [Int], classes: Int, evaluation: Matrix,
        evaluationLabels: [Int], threads: ComputeThreads
    ) {
        let neighbourhood = Neighbourhood(training: training, labels: labels, classes: classes)
        let most = Self.settings.map(\.neighbours).max() ?? 0
        let nearest = neighbourhood.nearest(to: evaluation, count: most, threads: threads)
        let (best, accuracy) = BaselineAccuracy.best(of: Self.settings.indices) { candidate in
            BaselineAccuracy.share(
                of: nearest.map { neighbourhood.vote($0, Self.settings[candidate]) },
                equalTo: evaluationLabels)
        }
        self.neighbourhood = neighbourhood
        setting = Self.settings[best]
        evaluationAccuracy = accuracy
    }

    /// The class of each embedding.
    package func predictions(for embeddings: Matrix, threads: ComputeThreads) -> [Int] {
        neighbourhood.nearest(to: embeddings, count: setting.neighbours, threads: threads)
            .map { neighbourhood.vote($0, setting) }
    }
}
