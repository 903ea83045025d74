internal import FoundationEssentials
internal import Machine
internal import ModelFactory
internal import Wire

/// Items that were committed to and have not served: `DIR/hidden/<root>.jsonl`, readable by the
/// node alone.
struct HiddenEvaluations {
    private static let folder = "hidden"
    private let files: DataFiles

    init(dataDirectory: String) { files = DataFiles(root: dataDirectory) }

    /// Keeps items.
    ///
    /// - Throws: `OperationError`.
    func write(_ items: EvaluationItems) throws {
        try files.write(
            items.fileBytes, to: "\(Self.folder)/\(items.root.hex).jsonl", permissions: 0o600)
    }

    /// The roots of all kept items.
    func roots() throws(OperationError) -> [Digest] {
        try files.names(in: Self.folder).filter { $0.hasSuffix(".jsonl") }
            .compactMap { Digest(hex: String($0.dropLast(6))) }
    }

    /// The items of a root.
    ///
    /// - Throws: `OperationError` for a file that is damaged or gone.
    func items(root: Digest) throws -> EvaluationItems {
        let items = try EvaluationItems(
            fileBytes: files.read(
                "\(Self.folder)/\(root.hex).jsonl", limit: FileLimit.records))
        guard items.root == root else {
            throw OperationError(
                .altered, "the evaluation items of root \(root.hex) are damaged")
        }
        return items
    }
}
