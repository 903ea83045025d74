import LanguageModels
import ModelTestKit
import Tensors
import Testing
import Wire

/// Weights that are finite one by one and make sums that are not: a file of 3e38 was loaded, and
/// the first question ended the program.
@Suite struct `Weights beyond the range of arithmetic` {
    private static let plain = TinyWeights(
        vocabulary: 40, width: 16, wide: 32, heads: 2, layers: 2, positions: 12, seed: 1)

    private func encoder(_ weights: TinyWeights) throws -> BertEncoder {
        try BertEncoder(
            configuration: BertConfiguration(json: weights.configurationJSON),
            weights: SafetensorsFile(bytes: weights.file), trainable: false)
    }

    private static func sequences() -> [[Int32]] {
        var random = SeededBytes(seed: 5, label: "reach")
        return (1...12).map { length in
            (0..<length).map { _ in Int32(random.below(40)) }
        }
    }

    @Test(arguments: plain.tensors.keys.sorted())
    func `are refused by the tensor's name`(_ name: String) throws {
        for value in [Float(3e38), -3e38, 1e25] {
            var weights = Self.plain
            weights.change(name) { $0 = $0.map { _ in value } }
            let error = #expect(throws: SafetensorsError.self) { try encoder(weights) }
            #expect(error == .beyondReach(tensor: name), "\(value)")
        }
        for value in [Float.infinity, -.infinity, .nan] {
            var weights = Self.plain
            weights.change(name) { $0[$0.count / 2] = value }
            let error = #expect(throws: SafetensorsError.self) { try encoder(weights) }
            guard case .notFinite(tensor: name, index: _) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    /// Whatever is loaded answers with numbers.
    @Test(arguments: UInt64(0)..<40)
    func `are refused, or every text gives finite features`(seed: UInt64) throws {
        var random = SeededBytes(seed: seed, label: "extreme weights")
        let names = Self.plain.tensors.keys.sorted()
        let extremes: [Float] = [
            3e38, -3e38, 1e30, 1e20, 1e17, 3e16, -1e16, 1e14, 1e10, .leastNormalMagnitude,
            -.leastNonzeroMagnitude, 0, 1e5,
        ]
        for _ in 0..<25 {
            var weights = Self.plain
            for _ in 0...random.below(4) {
                let name = names[Int(random.below(UInt64(names.count)))]
                let value = extremes[Int(random.below(UInt64(extremes.count)))]
                let isWhole = random.below(2) == 0
                let place = random.below(1 << 20)
                weights.change(name) { values in
                    if isWhole {
                        values = values.map { $0 < 0 ? -value : value }
                    } else {
                        values[Int(place) % values.count] = value
                    }
                }
            }
            guard let encoder = try? encoder(weights) else { continue }
            let features = SequenceClassifier(encoder: encoder).features(
                Self.sequences(), threads: ComputeThreads(count: 1))
            #expect(features.values.allSatisfy { $0.isFinite })
            #expect(features.values.allSatisfy { abs($0) < 21 })
            _ = QuantisedRows(features)
        }
    }

    @Test func `of an adapter are refused by its tensor's name`() throws {
        let tiny = try TinyEncoder()
        try tiny.encoder.requireReach(tiny.adapter())
        for (offset, part) in [(0, "lora_A"), (2 * 16, "lora_B")] {
            var adapter = tiny.adapter()
            adapter.parameters[offset] = 3e38
            let error = #expect(throws: SafetensorsError.self) {
                try tiny.encoder.requireReach(adapter)
            }
            #expect(
                error
                    == .beyondReach(
                        tensor: "base_model.model.encoder.layer.0.attention.self.query.\(part)"
                            + ".weight"))
            #expect("\(String(describing: error))".contains("beyond"))
        }
    }

    @Test func `and an epsilon that binary32 does not hold are refused`() throws {
        let json = String(decoding: Self.plain.configurationJSON, as: UTF8.self)
        let tiny = json.split(separator: "1e-12").joined(separator: "1e-60")
        #expect(throws: ModelFolderError.self) { try BertConfiguration(json: Array(tiny.utf8)) }
    }
}
