internal import Tensors
internal import Wire

/// Matrix products on one thread beside OpenBLAS.
///
/// Two figures a shape: with the right-hand matrix packed beforehand, as the weights of a model
/// are, and with the packing in the time, which is what OpenBLAS's one call does.
struct KernelsBenchmark {
    /// Rows, columns and depth: the first two are what training multiplies.
    private static let shapes = [
        (94, 384, 384), (94, 1536, 384), (256, 256, 256), (512, 512, 512), (1024, 1024, 1024),
    ]
    /// Long enough for the clock, short enough to fall between two interruptions.
    private static let operationsPerRun = 1_000_000_000

    private let setting: BenchmarkSetting

    init(_ setting: BenchmarkSetting) {
        self.setting = setting
    }

    func run(_ report: (BenchmarkResult) -> Void) throws {
        setting.note("kernel path: \(KernelPath.current.rawValue)")
        let peer = OpenBLAS()
        if let peer {
            setting.note("OpenBLAS chose its kernels for: \(peer.core)")
        } else {
            setting.note("OpenBLAS is not installed; install it with: \(OpenBLAS.installation)")
        }
        for (rows, columns, depth) in Self.shapes {
            let problem = Problem(rows: rows, columns: columns, depth: depth)
            let repeats = max(1, Self.operationsPerRun / problem.operations)
            for isPacked in [true, false] {
                let measured = try PairedRuns(
                    setting.runs,
                    own: {
                        problem.rate(repeats) { result in
                            let right = isPacked ? problem.packed : PackedMatrix(problem.right)
                            result.add(problem.left, times: right)
                        }
                    },
                    peer: peer.map { peer in
                        {
                            problem.rate(repeats) { result in
                                peer.add(problem.left, times: problem.right, to: &result)
                            }
                        }
                    })
                report(
                    BenchmarkResult(
                        metric: "\(isPacked ? "product" : "packingAndProduct") "
                            + "\(rows)x\(columns)x\(depth)",
                        value: measured.median, unit: "GF/s",
                        peer: peer.map { "OpenBLAS (\($0.core))" },
                        peerValue: measured.peerMedian, runs: setting.runs))
            }
        }
    }

    /// One shape with numbers in it.
    private struct Problem {
        let left: Matrix
        let right: Matrix
        let packed: PackedMatrix

        var operations: Int { 2 * left.rows * left.columns * right.columns }

        init(rows: Int, columns: Int, depth: Int) {
            var random = SeededBytes(seed: 1, label: "matrix products")
            func matrix(_ rows: Int, _ columns: Int) -> Matrix {
                let values = (0..<rows * columns).map { _ in random.unitFloat() - 0.5 }
                return Matrix(rows: rows, columns: columns, values: values)
            }
            left = matrix(rows, depth)
            right = matrix(depth, columns)
            packed = PackedMatrix(right)
        }

        /// Billions of operations a second.
        func rate(_ repeats: Int, _ product: (inout Matrix) -> Void) -> Double {
            var result = Matrix(rows: left.rows, columns: right.columns)
            let seconds = Stopwatch.seconds {
                for _ in 0..<repeats { product(&result) }
            }
            return Double(operations * repeats) / seconds * 1e-9
        }
    }
}
