import Ledger
import LedgerStorage
import Machine
import Node
import NodeAPI
import Testing

@Suite struct `What stands in a service's way` {
    struct Unforeseen: Error {}

    @Test(arguments: [Refusal.datanetUnknown(7), .commitUnknown(7), .deployUnknown(7)])
    func `is not found when the ledger has no such thing`(refusal: Refusal) {
        #expect(ServiceRefusal(refusal) == .notFound("\(refusal)"))
    }

    @Test(arguments: [Refusal.revealTooLate(lastIndex: 9), .supplyExceeded, .duplicateCommitment])
    func `is a conflict when what the ledger holds forbids it`(refusal: Refusal) {
        #expect(ServiceRefusal(refusal) == .conflict("\(refusal)"))
    }

    @Test func `is forbidden when it is another's, and known when it is a repetition`() {
        let others = Refusal.trainerNotAllowed(datanet: 7)
        #expect(ServiceRefusal(others) == .forbidden("\(others)"))
        #expect(ServiceRefusal(Refusal.duplicateIdempotencyId(index: 7)) == .idempotencyConflict)
    }

    @Test(arguments: [Refusal.signature, .wrongIndex(expected: 3), .rowCounts])
    func `is the node's own failure when it composed a bad entry`(refusal: Refusal) {
        #expect(ServiceRefusal(refusal) == .failed(cause: "\(refusal)"))
        #expect(ServiceRefusal(refusal as any Error) == .failed(cause: "\(refusal)"))
    }

    @Test func `in the storage keeps its words for the log`() {
        func told(_ code: OperationError.Code) -> ServiceRefusal {
            ServiceRefusal(OperationError(code, "/data"))
        }
        #expect(told(.overloaded) == .overloaded(retryAfterSeconds: 1))
        #expect(told(.stopped) == .stopped(cause: "/data"))
        #expect(told(.locked) == .stopped(cause: "/data"))
        #expect(told(.unkept) == .unavailable(cause: "/data"))
        #expect(told(.clock) == .unavailable(cause: "/data"))
        #expect(told(.files) == .failed(cause: "/data"))
    }

    @Test func `and was told already stays; what nobody foresaw is a failure`() {
        #expect(ServiceRefusal(ServiceRefusal.idempotencyConflict) == .idempotencyConflict)
        #expect(
            ServiceRefusal(Unforeseen()) == .failed(cause: String(reflecting: Unforeseen())))
    }
}
