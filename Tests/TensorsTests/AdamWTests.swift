import Tensors
import Testing

@Suite struct `An AdamW optimiser` {
    /// Algorithm 2 of arXiv 1711.05101 for one parameter, in double precision.
    private struct Exact {
        var parameter: Double
        var m = 0.0
        var v = 0.0
        var power1 = 1.0
        var power2 = 1.0

        mutating func step(_ g: Double, _ rate: Double) {
            let (beta1, beta2, epsilon, decay) = (0.9, 0.99, 1e-6, 0.05)
            (power1, power2) = (power1 * beta1, power2 * beta2)
            m = beta1 * m + (1 - beta1) * g
            v = beta2 * v + (1 - beta2) * g * g
            let direction = m / (1 - power1) / ((v / (1 - power2)).squareRoot() + epsilon)
            parameter -= rate * (direction + decay * parameter)
        }
    }

    @Test(arguments: [1, 16, 19, 100]) func `follows the algorithm`(count: Int) {
        var samples = Samples(seed: 15)
        var parameters = samples.vector(count)
        var exact = parameters.map { Exact(parameter: Double($0)) }
        var optimiser = AdamW(
            count: count,
            settings: AdamW.Settings(beta1: 0.9, beta2: 0.99, epsilon: 1e-6, weightDecay: 0.05))
        for step in 0..<60 {
            let gradient = samples.vector(count, scale: step % 7 == 0 ? 0 : 10 / Float(step + 1))
            let rate: Float = 0.01 + 0.0001 * Float(step)
            optimiser.step(&parameters, gradient: gradient, learningRate: rate)
            for index in exact.indices {
                exact[index].step(Double(gradient[index]), Double(rate))
            }
        }
        for index in exact.indices {
            #expect(abs(Double(parameters[index]) - exact[index].parameter) < 2e-5)
            #expect(abs(Double(optimiser.moment1[index]) - exact[index].m) < 1e-6)
            #expect(abs(Double(optimiser.moment2[index]) - exact[index].v) < 1e-5)
        }
    }

    @Test func `without a gradient only decays`() {
        var parameters: [Float] = [1, -2, 0]
        var optimiser = AdamW(
            count: 3,
            settings: AdamW.Settings(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.5))
        optimiser.step(&parameters, gradient: [0, 0, 0], learningRate: 0.5)
        #expect(parameters == [0.75, -1.5, 0])
    }
}
