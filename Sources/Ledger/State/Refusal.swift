package import Identity
package import Money

/// Why an entry was refused; the ledger is as before.
///
/// Rules are checked in the order of docs/formats/ledger-entry.md: the bytes, index, timestamp and
/// operator first, then the numbered rules of the entry's type. The first that fails is named.
package enum Refusal: Error, Equatable, Sendable {
    /// The bytes are not an entry.
    case malformed(EntryError)
    /// The entry would not be the next one.
    case wrongIndex(expected: UInt64)
    /// The timestamp is before that of the last entry.
    case timestampBackwards(lastSeconds: UInt64)
    /// Entry 0, and it alone, opens the operator's account.
    case operatorFirst
    /// The account is open already.
    case accountExists(AccountAddress)
    /// The account is not open.
    case accountNotOpen(AccountAddress)
    /// The revision is not the next one.
    case revision(expected: UInt32)
    /// The signature is not the stated signer's.
    case signature
    /// No Datanet has the index.
    case datanetUnknown(UInt64)
    /// The owner used this commitment to terms before.
    case duplicateTerms
    /// The root of evaluation items was committed before.
    case duplicateEvaluation
    /// No policy has been set.
    case noPolicy
    /// The account used this commitment to rows before.
    case duplicateCommitment
    /// No contribution's commit has the index.
    case commitUnknown(UInt64)
    /// The contribution is revealed already.
    case alreadyRevealed
    /// The reveal comes too late.
    case revealTooLate(lastIndex: UInt64)
    /// The revealed values are not those committed to.
    case commitmentMismatch
    /// More rows accepted and found duplicate than were committed.
    case rowCounts
    /// The Datanet has no row numbers left.
    case rowNumbersExhausted
    /// The training set's end lies after the manifest.
    case datanetThrough
    /// The training set has another number of rows, or none.
    case rowCount(expected: UInt32)
    /// No evaluation has the index.
    case evaluationUnknown(UInt64)
    /// The evaluation judges another Datanet, or was fixed after intake closed.
    case evaluationTooLate
    /// The evaluation's items are opened already.
    case evaluationOpened
    /// No policy has the index.
    case policyUnknown(UInt64)
    /// The manifest was committed before.
    case duplicateManifest
    /// The second key is the maker's own.
    case beaconKeyIsMaker
    /// The entry has another layout than the model's entries have.
    case layout(needed: UInt8)
    /// The Datanet's policy does not let the account train on it.
    case trainerNotAllowed(datanet: UInt64)
    /// The Datanet's policy lets another account judge its contributors.
    case evaluatorNotAllowed(datanet: UInt64)
    /// A manifest has named the evaluation; a verdict needs items that served nothing before.
    case evaluationUsed
    /// Another account holds the model's name.
    case nameTaken(holder: AccountAddress)
    /// The contributors' share is below the least of a Datanet.
    case contributorsShare(datanet: UInt64, least: UInt16)
    /// The evaluation has fewer items than a Datanet asks for.
    case evaluationItems(datanet: UInt64, least: UInt32)
    /// The share of node, base model or burn is below the policy's.
    case sharesBelowPolicy
    /// No manifest has the index.
    case manifestUnknown(UInt64)
    /// The training run has ended.
    case manifestFinished
    /// The manifest names no second key.
    case noBeacon
    /// The beacon was shown before.
    case beaconAlreadyRevealed
    /// The secret is not the one committed to.
    case beaconMismatch
    /// The second key has not shown its secret.
    case beaconMissing
    /// More evaluation items than were committed.
    case evaluationTotal(limit: UInt32)
    /// The result does not say how many of the manifest's rows the model learned from.
    case learnedRows(of: UInt64)
    /// Fewer items than the Datanets ask for judged the contributors.
    case verdictItems(least: UInt32)
    /// The result names no gate.
    case gateMissing
    /// The result names no attribution index of a method of the manifest.
    case indexMissing(method: UInt16)
    /// No training result has the index.
    case resultUnknown(UInt64)
    /// Policy, Datanet or maker are not the manifest's.
    case deployMismatch
    /// The fee is below the least of a Datanet.
    case feeBelowLeast(least: Amount)
    /// The deposit's source was used before.
    case duplicateSource
    /// All deposits together would reach 2⁶⁴ nano-OPEN.
    case supplyExceeded
    /// No deploy has the index.
    case deployUnknown(UInt64)
    /// The fee is not the model's.
    case fee(expected: Amount)
    /// Shares, accounts, method or index are not the model's.
    case termsMismatch
    /// The model was not trained on such a Datanet.
    case datanetOutside(UInt64)
    /// No entry registers clusters of rows yet.
    case clusterUnknown(number: UInt32)
    /// The model was not trained on such a row.
    case rowOutside(row: UInt32)
    /// A line is held as gated, but gated rows are not in the model.
    case lineGated(row: UInt32)
    /// The row belongs to another account.
    case rowOwner(row: UInt32, owner: AccountAddress)
    /// The evidence depends on items that are still hidden.
    case gradeTooHigh
    /// The payer used this id before, in the entry with this index.
    case duplicateIdempotencyId(index: UInt64)
    /// The payer has too little.
    case insufficientFunds(payable: Amount)
    /// The opened root is not the committed one.
    case evaluationRoot
    /// The result is of another evaluation, or its gate is another.
    case gateMismatch
    /// A training run on the evaluation has not ended.
    case evaluationInUse
}
