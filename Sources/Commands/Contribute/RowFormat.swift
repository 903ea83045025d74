internal import ArgumentParser
internal import Datanets

/// `--format`: how rows are written.
enum RowFormat: String, ExpressibleByArgument, CaseIterable {
    case jsonl
    case tsv

    /// By the file's name, where none was given: `.tsv`, else JSON lines.
    init(of file: String) {
        self = file.hasSuffix(".tsv") ? .tsv : .jsonl
    }

    var format: RowReader.Format {
        switch self {
        case .jsonl: .jsonLines
        case .tsv: .tabSeparated
        }
    }
}
