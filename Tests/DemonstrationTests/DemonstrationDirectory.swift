import Demonstration
import Foundation
import LanguageModels
import ModelFactory
import ModelTestKit
import Synchronization
import Tensors
import Testing
import Wire

/// Data directories of one test, removed with it.
final class DemonstrationDirectory {
    let root: URL

    init() throws {
        root = FileManager.default.temporaryDirectory
            .appending(path: "openledger-demonstrations-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    func path(_ name: String) -> String { root.appending(path: name).path }

    func copy(of directory: String, as name: String) throws -> String {
        try FileManager.default.copyItem(atPath: directory, toPath: path(name))
        return path(name)
    }
}

/// One finished demonstration that several tests read, with copies of its directory as it stood
/// at some moments: what a power cut then would have left.
struct FinishedDemonstration: Sendable {
    static let rows = 60
    /// Made once, by the first test that asks.
    static let shared = Task { try await FinishedDemonstration() }
    static let moments = ["training", "acknowledged", "repeating attributions"]

    let base: BaseModel
    let directory: String
    let json: JSONValue
    let exampleReceipt: UInt64
    /// The copies, by moment.
    let images: [String: String]

    private static let place = FileManager.default.temporaryDirectory
        .appending(path: "openledger-demonstration-\(ProcessInfo.processInfo.processIdentifier)")

    private init() async throws {
        base = try BaseModel(path: TinyModel.shared.path, trainable: true)
        let place = Self.place
        try? FileManager.default.removeItem(at: place)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        atexit { try? FileManager.default.removeItem(at: FinishedDemonstration.place) }
        let directory = place.appending(path: "finished").path
        let images = Mutex<[String: String]>([:])
        let keep: @Sendable (String) -> Void = { moment in
            images.withLock { images in
                let copy = place.appending(path: "image \(images.count)").path
                guard Self.moments.contains(moment), images[moment] == nil,
                    (try? FileManager.default.copyItem(atPath: directory, toPath: copy)) != nil
                else { return }
                images[moment] = copy
            }
        }
        var observer = DemonstrationObserver()
        observer.progress = { stage, _, _ in keep(stage) }
        observer.acknowledged = { _ in keep("acknowledged") }
        let report = try await Self.run(
            in: directory, base: base, threads: 2, observer: observer)
        self.directory = directory
        json = report.json
        exampleReceipt = report.exampleReceipt
        self.images = images.withLock { $0 }
    }

    static func run(
        in directory: String, base: BaseModel, rows: Int = rows, seed: UInt64 = 1, threads: Int,
        observer: DemonstrationObserver = DemonstrationObserver()
    ) async throws -> DemonstrationReport {
        var options = DemonstrationOptions()
        options.rows = rows
        options.seed = seed
        return try await Demonstration.run(
            options, dataDirectory: directory, base: base,
            threads: ComputeThreads(count: threads), observer: observer)
    }
}

extension JSONValue {
    /// A member of members.
    func at(_ path: String...) -> JSONValue? {
        path.reduce(Optional(self)) { $0?[$1] }
    }

    /// A report without the only part that differs from run to run.
    var timeless: JSONValue { .object((members ?? []).filter { $0.0 != "seconds" }) }
}
