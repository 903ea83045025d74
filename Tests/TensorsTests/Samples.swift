import Tensors

/// A seeded sequence of numbers and what tests make of it.
///
/// Its bits are the same everywhere.
struct Samples {
    private var state: UInt32

    init(seed: UInt32) {
        state = seed
    }

    /// The next of a linear congruential sequence, in −1 ..< 1.
    mutating func next() -> Float {
        state = state &* 1_664_525 &+ 1_013_904_223
        return Float(state >> 8) / Float(1 << 23) - 1
    }

    mutating func vector(_ count: Int, scale: Float = 1) -> [Float] {
        (0..<count).map { _ in scale * next() }
    }

    mutating func matrix(_ rows: Int, _ columns: Int, scale: Float = 1) -> Matrix {
        Matrix(rows: rows, columns: columns, values: vector(rows * columns, scale: scale))
    }
}

func bits(_ values: some Sequence<Float>) -> [UInt32] { values.map(\.bitPattern) }

extension Matrix {
    /// The elements in double precision, row by row.
    var doubles: [[Double]] { (0..<rows).map { row($0).map(Double.init) } }
}

extension [[Double]] {
    /// Σ self · other, element by element.
    func inner(_ other: [[Double]]) -> Double {
        zip(self, other).reduce(0) { $0 + zip($1.0, $1.1).reduce(0) { $0 + $1.0 * $1.1 } }
    }
}

/// (f(x + h) − f(x − h)) / 2h in one element of `point`.
func slope(
    at point: [[Double]], row: Int, column: Int, step: Double = 1e-5, _ f: ([[Double]]) -> Double
) -> Double {
    var (up, down) = (point, point)
    up[row][column] += step
    down[row][column] -= step
    return (f(up) - f(down)) / (2 * step)
}
