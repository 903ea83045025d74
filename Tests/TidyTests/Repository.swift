import Foundation

/// The repository that this file is part of, as text.
struct Repository {
    let root: URL
    /// Code, scripts and prose; not data, not fixtures.
    let files: [SourceFile]
    /// The rooms that Package.swift declares.
    let rooms: RoomTable

    static let here = Repository(
        root: URL(filePath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent())

    init(root: URL) {
        self.root = root
        files = Self.paths(below: root).compactMap { path in
            guard let bytes = try? Data(contentsOf: root.appending(path: path)) else { return nil }
            return SourceFile(path: path, text: String(decoding: bytes, as: UTF8.self))
        }
        rooms = RoomTable(manifest: files.first { $0.path == "Package.swift" }?.text ?? "")
    }

    func text(of path: String) -> String { files.first { $0.path == path }?.text ?? "" }

    func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path)
    }

    /// The names in a directory, without hidden ones.
    func directories(in path: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(
            atPath: root.appending(path: path).path)
        return (names ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }

    private static let suffixes = [
        "swift", "c", "h", "md", "sh", "py", "svg", "css", "mustache", "js",
    ]
    private static let named = ["Makefile", ".ci/run", ".swift-format", ".gitignore"]

    private static func paths(below root: URL) -> [String] {
        let top = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        let folders = ["Sources", "Tests", "docs", "scripts", "Fuzz"].flatMap { folder in
            let below = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
            return (below?.compactMap { $0 as? String } ?? []).map { folder + "/" + $0 }
        }
        return (top + folders).filter { path in
            suffixes.contains { path.hasSuffix("." + $0) } && !path.contains("/Fixtures/")
        }.sorted() + named
    }
}
