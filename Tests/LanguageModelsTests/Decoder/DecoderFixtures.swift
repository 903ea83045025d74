import Foundation
import LanguageModels
import Testing
import Wire

/// The tiny decoders that scripts/fixtures/decoder-fixtures.py writes.
enum DecoderFixtures {
    static func path(_ name: String) throws -> String {
        let folder = try #require(
            Bundle.module.url(
                forResource: "decoder", withExtension: nil, subdirectory: "Fixtures"))
        return folder.appendingPathComponent(name).path
    }

    /// The words of each line of a text.
    static func lines(_ name: String) throws -> [[String]] {
        let text = try String(contentsOfFile: path(name), encoding: .utf8)
        return text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    }

    /// Whether the tensors are those whose names, shapes and digests a text lists.
    static func expectTensors(_ weights: DecoderWeights, of name: String) throws {
        let lines = try lines(name)
        let tensors = DecoderTensor.all(of: weights.configuration)
        #expect(Set(lines.map { $0[0] }) == Set(tensors.map(\.name)))
        #expect(lines.count == tensors.count)
        for tensor in tensors {
            let line = try #require(lines.first { $0[0] == tensor.name })
            let shape = tensor.shape(in: weights.configuration)
            #expect(shape.map(String.init).joined(separator: "x") == line[1])
            let values = try weights.floats(tensor)
            #expect(
                `A block format`.digest(values).description == line[2], "\(tensor.name)")
        }
    }

    /// A folder of a test's own, removed afterwards; `body` gets the path of what is not there yet.
    static func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("decoder-\(ProcessInfo.processInfo.globallyUniqueString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.appendingPathComponent("model").path)
    }

    /// A copy of a fixture's folder, changed by `body`.
    static func withCopy(of name: String, _ body: (String) throws -> Void) throws {
        try withFolder { path in
            try FileManager.default.copyItem(atPath: Self.path(name), toPath: path)
            try body(path)
        }
    }
}
