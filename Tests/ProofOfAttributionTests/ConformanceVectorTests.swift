import Money
import ProofOfAttribution
import Tensors
import Testing
import VectorTestKit
import Wire

/// Indices and lines are those of docs/formats/vectors, which another implementation wrote.
@Suite struct `The conformance vectors of attribution` {
    @Test func `hold an index, byte for byte, and an answer's lines`() throws {
        for vector in try ConformanceVector.all(of: "attribution index", in: "attribution") {
            let (rows, width) = (try vector.size("rows"), try vector.size("width"))
            let classes = try vector.size("classes")
            let values = try vector.singles("head")
            var settings = HeadKernelSettings()
            settings.damping = try vector.single("damping")
            settings.chanceQuantileMillis = try vector.size("quantile")
            settings.maximumLines = try vector.size("lines")
            settings.resampledHeads = try vector.size("resampled")
            settings.refitSteps = try vector.size("steps")
            settings.refitPenalty = try vector.single("penalty")
            settings.boundDeviationsMillis = try vector.size("deviations")
            let index = try HeadKernelIndex(
                features: Matrix(
                    rows: rows, columns: width, values: try vector.singles("features")),
                labels: try vector.bytes("labels").map { Int($0) },
                head: SoftmaxRegression.Parameters(
                    weights: Matrix(
                        rows: classes, columns: width, values: Array(values[..<(classes * width)])),
                    bias: Array(values[(classes * width)...])),
                settings: settings, seed: try #require(Digest(try vector.bytes("seed"))),
                threads: ComputeThreads(count: 2))
            #expect(index.fileBytes == (try vector.expectedBytes("index")))
            let attribution = HeadKernel(index: index).attribution(
                of: ClassifiedAnswer(
                    feature: try vector.singles("question"), label: try vector.size("label")))
            #expect(!attribution.lines.isEmpty)
            var found = WireWriter()
            for line in attribution.lines {
                found.put(UInt32(line.position))
                found.put(line.weight.value)
                found.put(line.lower.value)
            }
            found.put(attribution.unattributed.value)
            #expect(found.bytes == (try vector.expectedBytes("lines")))
        }
    }
}
