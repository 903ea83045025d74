/// Lists models and Datanets.
public protocol Catalogue: Sendable {
    /// The models on sale, newest first; of each name the latest.
    func models() async throws -> [ModelCard]

    /// The Datanets, by name.
    func datanets() async throws -> [DatanetCard]

    /// Rows of a Datanet in the order of their contributions, duplicates among them.
    ///
    /// - Parameters:
    ///   - datanet: its name.
    ///   - query: words that a row must contain; nil for every row.
    ///   - after: ``RowPage/next`` of the page before; nil for the first page.
    /// - Returns: nil when there is no such Datanet.
    /// - Throws: what the files of the Datanet throw.
    func rows(of datanet: String, query: String?, after: UInt64?) async throws -> RowPage?
}
