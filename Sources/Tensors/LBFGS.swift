/// Limited-memory BFGS with a backtracking line search.
///
/// Nocedal and Wright, Numerical Optimization, algorithms 7.4 and 3.1. Inner products are in
/// double precision, in order.
enum LBFGS {
    private static let memory = 10

    /// The point reached after at most `steps` steps, or earlier where no step improves.
    static func minimised(
        from start: [Float], steps: Int,
        _ evaluate: ([Float]) -> (loss: Double, gradient: [Float])
    ) -> [Float] {
        var point = start
        var (loss, gradient) = evaluate(point)
        var pairs: [Pair] = []
        for _ in 0..<steps {
            var direction = descent(gradient, pairs)
            var slope = dot(direction, gradient)
            if slope >= 0 {
                pairs = []
                direction = gradient.map { -$0 }
                slope = -dot(gradient, gradient)
            }
            if slope > -1e-12 { break }
            var length: Float = pairs.isEmpty ? Float(1 / (1 + (-slope).squareRoot())) : 1
            var accepted = false
            for _ in 0..<20 {
                var candidate = point
                candidate.add(direction, scaledBy: length)
                let (newLoss, newGradient) = evaluate(candidate)
                if newLoss <= loss + 1e-4 * Double(length) * slope {
                    let step = zip(candidate, point).map { $0 - $1 }
                    let change = zip(newGradient, gradient).map { $0 - $1 }
                    remember(step, change, in: &pairs)
                    (point, loss, gradient) = (candidate, newLoss, newGradient)
                    accepted = true
                    break
                }
                length *= 0.5
            }
            if !accepted { break }
        }
        return point
    }

    private struct Pair {
        let step: [Float]
        let change: [Float]
        let curvature: Double
    }

    private static func remember(_ step: [Float], _ change: [Float], in pairs: inout [Pair]) {
        let curvature = dot(step, change)
        guard curvature > 1e-10 * dot(change, change) else { return }
        if pairs.count == memory { pairs.removeFirst() }
        pairs.append(Pair(step: step, change: change, curvature: curvature))
    }

    /// −H g by the two-loop recursion.
    private static func descent(_ gradient: [Float], _ pairs: [Pair]) -> [Float] {
        var q = gradient
        var factors: [Double] = []
        for pair in pairs.reversed() {
            let factor = dot(pair.step, q) / pair.curvature
            q.add(pair.change, scaledBy: Float(-factor))
            factors.append(factor)
        }
        if let last = pairs.last {
            q.scale(by: Float(last.curvature / dot(last.change, last.change)))
        }
        for (pair, factor) in zip(pairs, factors.reversed()) {
            let back = dot(pair.change, q) / pair.curvature
            q.add(pair.step, scaledBy: Float(factor - back))
        }
        q.scale(by: -1)
        return q
    }

    private static func dot(_ x: [Float], _ y: [Float]) -> Double {
        var sum = 0.0
        for index in x.indices { sum += Double(x[index]) * Double(y[index]) }
        return sum
    }
}
