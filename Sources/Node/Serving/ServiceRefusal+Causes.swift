internal import Datanets
package import Ledger
internal import LedgerStorage
package import Machine
package import NodeAPI

// The one place that says what a caller is told of what stands in a service's way.

// Services may throw these as they come: what they mean is asked where a refusal is written.

extension OperationError: ServiceFailure {
    /// What callers are told.
    package var refusal: ServiceRefusal { ServiceRefusal(self) }
}

extension Refusal: ServiceFailure {
    /// What callers are told.
    package var refusal: ServiceRefusal { ServiceRefusal(self) }
}

extension ServiceRefusal {
    /// What any failure means to a caller.
    ///
    /// The words of a failure that nobody foresaw may name files of this machine: they are for the
    /// node's log alone.
    package init(_ error: any Error) {
        switch error {
        case let refusal as ServiceRefusal: self = refusal
        case let refusal as Refusal: self.init(refusal)
        case let error as OperationError where error.code == .overloaded:
            self = .overloaded(retryAfterSeconds: 1)
        case let error as OperationError where [.stopped, .locked].contains(error.code):
            self = .stopped(cause: error.message)
        case let error as OperationError where error.code == .full:
            self = .conflict("The Datanet is full; contribute to another one.")
        case let error as OperationError where [.unkept, .clock, .noSpace].contains(error.code):
            self = .unavailable(cause: error.message)
        case let error as OperationError: self = .failed(cause: error.message)
        default: self = .failed(cause: String(reflecting: error))
        }
    }

    /// What the ledger's refusal means to the caller of whose order the entry was made.
    package init(_ refusal: Refusal) {
        switch refusal {
        case .accountNotOpen, .datanetUnknown, .commitUnknown, .evaluationUnknown, .policyUnknown,
            .manifestUnknown, .resultUnknown, .deployUnknown:
            self = .notFound("\(refusal)")
        case .trainerNotAllowed, .evaluatorNotAllowed: self = .forbidden("\(refusal)")
        case .duplicateIdempotencyId: self = .idempotencyConflict
        case .accountExists, .duplicateTerms, .duplicateEvaluation, .noPolicy,
            .duplicateCommitment, .alreadyRevealed, .revealTooLate, .rowNumbersExhausted,
            .evaluationTooLate, .evaluationOpened, .duplicateManifest, .contributorsShare,
            .evaluationItems, .sharesBelowPolicy, .manifestFinished, .beaconAlreadyRevealed,
            .beaconMissing, .feeBelowLeast, .duplicateSource, .supplyExceeded, .fee,
            .insufficientFunds, .evaluationInUse, .evaluationUsed, .nameTaken, .verdictItems:
            self = .conflict("\(refusal)")
        // What the node composes itself: the caller can do nothing about it.
        case .malformed, .wrongIndex, .timestampBackwards, .operatorFirst, .revision, .signature,
            .commitmentMismatch, .rowCounts, .datanetThrough, .rowCount, .beaconKeyIsMaker,
            .layout, .noBeacon, .beaconMismatch, .evaluationTotal, .gateMissing, .indexMissing,
            .deployMismatch, .termsMismatch, .datanetOutside, .clusterUnknown, .rowOutside,
            .rowOwner, .lineGated, .learnedRows, .gradeTooHigh, .evaluationRoot, .gateMismatch:
            self = .failed(cause: "\(refusal)")
        }
    }
}
