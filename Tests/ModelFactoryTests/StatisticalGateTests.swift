import Economy
import ModelFactory
import Testing

@Suite struct `The statistical gate` {
    private let rule = PaymentRule()

    @Test func `pays an account whose rows help`() {
        #expect(rule.standing(values: [0.1, 0.2, 0.15, 0.12, 0.3]) == .payable)
    }

    @Test func `holds an account whose mean lies within one standard error of zero`() {
        #expect(rule.standing(values: [1, -0.9, 1, -0.9, 0.1]) == .held(.gated))
        #expect(rule.standing(values: [-0.1, -0.2, -0.15, -0.12, -0.3]) == .held(.gated))
        #expect(rule.standing(values: [0, 0, 0, 0, 0]) == .held(.gated))
    }

    @Test func `waits for five rows however good they are`() {
        #expect(rule.standing(values: [9, 9, 9, 9]) == .held(.fewRows))
        #expect(rule.standing(values: []) == .held(.fewRows))
        #expect(rule.standing(values: [9, 9, 9, 9, 9]) == .payable)
    }

    @Test func `is stricter with more standard errors`() {
        var strict = rule
        strict.gateDeviationsMillis = 5000
        let values: [Float] = [0.1, 0.2, 0.15, 0.12, 0.3]
        #expect(strict.standing(values: values) == .held(.gated))
    }
}
