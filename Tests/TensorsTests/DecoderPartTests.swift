import Tensors
import Testing

@Suite struct `Rotary positions` {
    @Test func `have cosines and sines of their angles`() {
        // python: numpy.float64(math.cos(x)), for x = float32(position) * float32(frequency)
        let rotary = RotaryFrequencies(width: 64, base: 100_000)
        #expect(rotary.values[0] == 1)
        #expect(rotary.values[31] == 1.4330126e-05)
        let (cosines, sines) = rotary.turn(at: 8_191)
        #expect(cosines[0] == -0.6463905)
        #expect(sines[0] == -0.7630068)
    }
}
