import Tensors
import Testing

@Suite struct `A Cholesky factor` {
    /// A Aᵀ + damping · I.
    private static func definite(_ size: Int, damping: Float = 0.1) -> Matrix {
        var samples = Samples(seed: UInt32(size))
        let a = samples.matrix(size, size)
        var k = a.times(PackedMatrix(transposing: a))
        for i in 0..<size { k[i, i] += damping }
        return k
    }

    /// The lower triangular matrix whose inverse is given, by forward substitution in double.
    private static func inverted(_ lower: Matrix) -> [[Double]] {
        let l = lower.doubles
        var result = l.map { $0.map { _ in 0.0 } }
        for column in l.indices {
            for row in column..<l.count {
                var sum = row == column ? 1.0 : 0.0
                for k in column..<row { sum -= l[row][k] * result[k][column] }
                result[row][column] = sum / l[row][row]
            }
        }
        return result
    }

    @Test(arguments: [1, 2, 3, 17, 60]) func `times its transpose is the matrix`(size: Int) throws {
        let k = Self.definite(size)
        let factor = Self.inverted(try CholeskyInverse(k).inverseFactor)
        for i in 0..<size {
            for j in 0..<size {
                let product = zip(factor[i], factor[j]).reduce(0) { $0 + $1.0 * $1.1 }
                #expect(abs(product - Double(k[i, j])) < 1e-4)
            }
            #expect(factor[i][i] > 0)
        }
    }

    @Test func `is lower triangular, whatever stands above the diagonal of the matrix`() throws {
        var k = Self.definite(9)
        let factor = try CholeskyInverse(k).inverseFactor
        for i in 0..<9 {
            for j in i + 1..<9 {
                #expect(factor[i, j] == 0)
                k[i, j] = .nan
            }
        }
        #expect(try CholeskyInverse(k).inverseFactor == factor)
    }

    @Test func `whitens: inner products of rows become x K⁻¹ yᵀ`() throws {
        let size = 12
        let k = Self.definite(size, damping: 0.5)
        var samples = Samples(seed: 77)
        let x = samples.matrix(7, size)
        // Rows of K x become L⁻¹ K x, whose inner products are xᵀ K x.
        let white = try CholeskyInverse(k).whiten(x.times(PackedMatrix(k)))
        for i in 0..<7 {
            for j in 0..<7 {
                var expected = 0.0
                for a in 0..<size {
                    for b in 0..<size {
                        expected += Double(x[i, a]) * Double(k[a, b]) * Double(x[j, b])
                    }
                }
                #expect(abs(Double(white.row(i).dot(white.row(j))) - expected) < 2e-4)
            }
        }
    }

    @Test func `is refused where the matrix is not positive definite`() {
        func refusal(_ values: [Float]) -> CholeskyError? {
            let size = Int(Float(values.count).squareRoot())
            do throws(CholeskyError) {
                _ = try CholeskyInverse(Matrix(rows: size, columns: size, values: values))
                return nil
            } catch {
                return error
            }
        }
        #expect(refusal([1, 2, 2, 1]) == .notPositiveDefinite(row: 1))
        #expect(refusal([0]) == .notPositiveDefinite(row: 0))
        #expect(refusal([-1, 0, 0, 1]) == .notPositiveDefinite(row: 0))
        #expect(refusal([1, 1, 1, 1]) == .notPositiveDefinite(row: 1))
        #expect(refusal([1, 0, 0, .nan]) == .notPositiveDefinite(row: 1))
        #expect(refusal([.infinity]) == .notPositiveDefinite(row: 0))
        #expect(refusal([4, 2, 2, 5]) == nil)
        #expect(
            CholeskyError.notPositiveDefinite(row: 3).description
                == "the matrix is not positive definite (pivot 3); raise the damping")
    }
}
