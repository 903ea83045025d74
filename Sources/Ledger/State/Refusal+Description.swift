extension Refusal: CustomStringConvertible {
    /// One sentence that says what stands in the way.
    package var description: String {
        guard let sentence = registrationSentence ?? trainingSentence ?? saleSentence else {
            preconditionFailure("Every refusal has a sentence.")
        }
        return sentence
    }

    // Each of the three names every case, so that a new one cannot be left without words.

    /// Entries, accounts, Datanets and contributions.
    private var registrationSentence: String? {
        switch self {
        case .malformed(let error): error.description
        case .wrongIndex(let expected): "The next entry has index \(expected)."
        case .timestampBackwards(let last):
            "The last entry has timestamp \(last); time never goes back."
        case .operatorFirst: "Entry 0, and it alone, opens the operator's account."
        case .accountExists(let account): "Account \(account) is open already."
        case .accountNotOpen(let account): "Account \(account) is not open; open it first."
        case .revision(let expected): "The next revision is \(expected)."
        case .signature: "The signature is not the stated signer's over this entry and log."
        case .datanetUnknown(let index): "Entry \(index) creates no Datanet."
        case .duplicateTerms: "The owner committed to these terms before; draw a new salt."
        case .duplicateEvaluation: "These evaluation items were committed before."
        case .noPolicy: "No policy has been set yet."
        case .duplicateCommitment: "The account committed to these rows before."
        case .commitUnknown(let index): "Entry \(index) commits to no contribution."
        case .alreadyRevealed: "The contribution is revealed already."
        case .revealTooLate(let last): "The contribution had to be revealed by index \(last)."
        case .commitmentMismatch: "The revealed values are not those committed to."
        case .rowCounts: "More rows were accepted and found duplicate than were committed."
        case .rowNumbersExhausted: "The Datanet has no row numbers left."
        case .datanetThrough, .rowCount, .evaluationUnknown, .evaluationTooLate,
            .evaluationOpened, .policyUnknown, .duplicateManifest, .beaconKeyIsMaker,
            .manifestUnknown, .manifestFinished, .noBeacon, .beaconAlreadyRevealed,
            .beaconMismatch, .beaconMissing, .evaluationTotal, .resultUnknown, .deployMismatch,
            .duplicateSource, .supplyExceeded, .deployUnknown, .fee, .termsMismatch,
            .rowOutside, .rowOwner, .gradeTooHigh, .duplicateIdempotencyId, .insufficientFunds,
            .evaluationRoot, .gateMismatch, .evaluationInUse,
            .layout, .trainerNotAllowed, .contributorsShare, .evaluationItems, .sharesBelowPolicy,
            .gateMissing, .indexMissing, .feeBelowLeast, .datanetOutside, .clusterUnknown,
            .evaluatorNotAllowed, .evaluationUsed, .nameTaken, .learnedRows, .verdictItems,
            .lineGated:
            nil
        }
    }

    /// Manifests and how their runs end.
    private var trainingSentence: String? {
        switch self {
        case .datanetThrough: "The training set may not reach beyond the manifest itself."
        case .rowCount(let expected):
            "The Datanet has \(expected) accepted rows there; state that many, at least 1."
        case .evaluationUnknown(let index): "Entry \(index) commits to no evaluation."
        case .evaluationTooLate:
            "The evaluation must be of this Datanet and committed before its intake closed."
        case .evaluationOpened: "The evaluation's items are opened already."
        case .policyUnknown(let index): "Entry \(index) sets no policy."
        case .duplicateManifest: "The manifest was committed before."
        case .beaconKeyIsMaker: "The second key must not be the maker's."
        case .layout(let needed):
            "All entries of a model have one layout: this one needs layout \(needed)."
        case .trainerNotAllowed(let index):
            "The policy of Datanet \(index) does not let this account train on its rows."
        case .evaluatorNotAllowed(let index):
            "Only the evaluator that Datanet \(index) names may judge its contributors."
        case .evaluationUsed:
            "The evaluation served before: a verdict needs items that served nothing yet."
        case .nameTaken(let holder): "The model's name is \(holder)'s."
        case .learnedRows(let count):
            "A result states how many of the manifest's \(count) rows the model learned from."
        case .verdictItems(let least):
            "A verdict rests on at least \(least) items that were not trained on."
        case .contributorsShare(let index, let least):
            "Datanet \(index) asks for at least \(least) basis points for contributors."
        case .evaluationItems(let index, let least):
            "Datanet \(index) asks for an evaluation of at least \(least) items."
        case .sharesBelowPolicy:
            "The shares of node, base model and burn must be at least the policy's."
        case .gateMissing: "A training result names its gate file, part 3."
        case .indexMissing(let method):
            "A training result names the index of each method, here of method \(method)."
        case .manifestUnknown(let index): "Entry \(index) commits to no manifest."
        case .manifestFinished: "The training run has ended."
        case .noBeacon: "The manifest names no second key."
        case .beaconAlreadyRevealed: "The beacon was shown before."
        case .beaconMismatch: "The secret is not the one committed to."
        case .beaconMissing: "The second key has not shown its secret yet."
        case .evaluationTotal(let limit): "Only \(limit) evaluation items were committed."
        case .resultUnknown(let index): "Entry \(index) is no training result."
        case .malformed, .wrongIndex, .timestampBackwards, .operatorFirst, .accountExists,
            .accountNotOpen, .revision, .signature, .datanetUnknown, .duplicateTerms,
            .duplicateEvaluation, .noPolicy, .duplicateCommitment, .commitUnknown,
            .alreadyRevealed, .revealTooLate, .commitmentMismatch, .rowCounts,
            .rowNumbersExhausted, .deployMismatch, .duplicateSource, .supplyExceeded,
            .deployUnknown, .fee, .termsMismatch, .rowOutside, .rowOwner, .gradeTooHigh,
            .duplicateIdempotencyId, .insufficientFunds, .evaluationRoot, .gateMismatch,
            .evaluationInUse,
            .feeBelowLeast, .datanetOutside, .clusterUnknown, .lineGated:
            nil
        }
    }

    /// Deploys, money, answers and the opening of evaluations.
    private var saleSentence: String? {
        switch self {
        case .deployMismatch: "Policy, Datanet and maker must be the manifest's."
        case .feeBelowLeast(let least): "The Datanets ask for a fee of at least \(least)."
        case .datanetOutside(let index): "The model was not trained on Datanet \(index)."
        case .clusterUnknown(let number): "No entry registers cluster \(number)."
        case .duplicateSource: "The deposit was recorded before."
        case .supplyExceeded: "All deposits together must stay below 2^64 nano-OPEN."
        case .deployUnknown(let index): "Entry \(index) puts no model on sale."
        case .fee(let expected): "The model's fee is \(expected)."
        case .termsMismatch: "Shares, accounts, method and index must be the model's."
        case .rowOutside(let row): "The model was not trained on row \(row)."
        case .lineGated(let row):
            "Row \(row) cannot be held as gated: refused rows are not in the model."
        case .rowOwner(let row, let owner): "Row \(row) belongs to \(owner)."
        case .gradeTooHigh: "The evidence depends on evaluation items that are still hidden."
        case .duplicateIdempotencyId(let index):
            "The payer used this idempotency id before, in entry \(index)."
        case .insufficientFunds(let payable): "The payer has only \(payable)."
        case .evaluationRoot: "The opened root is not the committed one."
        case .gateMismatch: "The result must be of this evaluation, with the gate it stated."
        case .evaluationInUse: "A training run on this evaluation has not ended."
        case .malformed, .wrongIndex, .timestampBackwards, .operatorFirst, .accountExists,
            .accountNotOpen, .revision, .signature, .datanetUnknown, .duplicateTerms,
            .duplicateEvaluation, .noPolicy, .duplicateCommitment, .commitUnknown,
            .alreadyRevealed, .revealTooLate, .commitmentMismatch, .rowCounts,
            .rowNumbersExhausted, .datanetThrough, .rowCount, .evaluationUnknown,
            .evaluationTooLate, .evaluationOpened, .policyUnknown, .duplicateManifest,
            .beaconKeyIsMaker, .manifestUnknown, .manifestFinished, .noBeacon,
            .beaconAlreadyRevealed, .beaconMismatch, .beaconMissing, .evaluationTotal,
            .resultUnknown,
            .layout, .trainerNotAllowed, .contributorsShare, .evaluationItems, .sharesBelowPolicy,
            .gateMissing, .indexMissing, .evaluatorNotAllowed, .evaluationUsed, .nameTaken,
            .learnedRows, .verdictItems:
            nil
        }
    }
}
