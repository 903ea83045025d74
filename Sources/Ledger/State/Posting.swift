package import Economy
package import Identity
package import Money

/// One movement of money between accounts, pools and the burned total.
///
/// A movement has both sides in one value, so no entry can create or destroy money by a missing
/// half (double entry).
package struct Posting: Equatable, Sendable {
    /// Where money can be.
    package enum Place: Equatable, Sendable {
        /// Outside the ledger; only deposits come from here.
        case outside
        /// An account's payable balance.
        case payable(AccountAddress)
        /// What is held for an account, for one reason.
        case held(AccountAddress, HoldReason)
        /// A Datanet's pool.
        case pool(UInt64)
        /// Destroyed.
        case burned
    }

    /// Why money moves.
    package enum Cause: Equatable, Sendable {
        /// Money comes in.
        case deposit
        /// A row shaped an answer.
        case row(UInt32)
        /// The model maker's part.
        case modelMaker
        /// The node's part.
        case node
        /// The base model owner's part.
        case baseModel
        /// The part that is destroyed.
        case burn
        /// What cannot be attributed.
        case unattributed
    }

    /// Where the money was.
    package let from: Place
    /// Where it is now.
    package let to: Place
    /// How much; never zero.
    package let amount: Amount
    /// Why it moved.
    package let cause: Cause
}
