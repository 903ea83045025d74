import Machine
import Testing

@Suite struct `The limit on open files` {
    @Test func `is raised as far as it is needed, and never lowered`() {
        let now = OpenFileLimit.raise(to: 1)
        #expect(now >= 1)
        #expect(OpenFileLimit.raise(to: now) == now)
        // The system has the last word on more.
        let raised = OpenFileLimit.raise(to: now + 1)
        #expect(raised == now || raised == now + 1)
        #expect(OpenFileLimit.raise(to: 1) == raised)
    }
}
