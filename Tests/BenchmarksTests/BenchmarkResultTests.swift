import Benchmarks
import Testing
import Wire

@Suite struct `A benchmark's figure` {
    private func line(_ result: BenchmarkResult) throws -> JSONValue {
        try JSONValue(parsing: Array(result.jsonLine.utf8), limit: 1 << 16)
    }

    @Test func `is one JSON line with the promised names`() throws {
        let result = BenchmarkResult(
            metric: "product 94x384x384", value: 91.26, unit: "GF/s", peer: "OpenBLAS",
            peerValue: 45.63, runs: 7)
        #expect(
            result.jsonLine == """
                {"metric":"product 94x384x384","value":91.26,"unit":"GF/s","peer":"OpenBLAS",\
                "peerValue":45.63,"ratio":2.0,"runs":7}
                """)
    }

    @Test func `has nulls where no peer is installed`() throws {
        let found = try line(
            BenchmarkResult(
                metric: "training", value: 200, unit: "rows/s", peer: "PyTorch", runs: 5))
        #expect(found["peer"] == .null)
        #expect(found["peerValue"] == .null)
        #expect(found["ratio"] == .null)
        #expect(found["value"]?.doubleValue == 200)
    }

    @Test func `has a ratio above one when less is better and we need less`() {
        let result = BenchmarkResult(
            metric: "m", value: 2, unit: "ms", peer: "p", peerValue: 6, runs: 5, better: .less)
        #expect(result.ratio == 3)
    }

    @Test func `keeps four digits`() throws {
        let found = try line(
            BenchmarkResult(metric: "m", value: 1234.5678, unit: "u", runs: 5))
        #expect(found["value"]?.doubleValue == 1235)
        let small = try line(BenchmarkResult(metric: "m", value: 0.0012345678, unit: "u", runs: 5))
        #expect(small["value"]?.doubleValue == 0.001235)
    }

    @Test func `counts what helps to read it`() throws {
        let found = try line(
            BenchmarkResult(
                metric: "m", value: 1, unit: "u", runs: 5, details: [("bundleSyncs", 12)]))
        #expect(found["bundleSyncs"]?.integerValue == 12)
    }

    @Test func `reads as a sentence for people`() {
        let result = BenchmarkResult(
            metric: "training", value: 300, unit: "rows/s", peer: "PyTorch", peerValue: 150,
            runs: 5, details: [("threads", 2)])
        #expect(
            result.line
                == "training: 300.0 rows/s; PyTorch: 150.0 rows/s; ratio 2.0; threads 2 "
                + "(median of 5)")
    }
}
