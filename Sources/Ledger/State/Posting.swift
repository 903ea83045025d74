public import Identity
public import Money

/// One movement of money from one place of the books to another.
///
/// A movement has both sides in one value, so no entry can create or destroy money by a missing
/// half (double entry).
public struct Posting: Equatable, Sendable {
    /// Where money can be.
    public enum Place: Equatable, Sendable {
        /// Outside the books; only deposits come from here.
        case outside
        /// An account's payable balance.
        case payable(AccountAddress)
        /// What is held for an account, for one reason.
        case held(AccountAddress, LineReason)
        /// A Datanet's pool.
        case pool(UInt64)
        /// Destroyed.
        case burned
    }

    /// Why money moves.
    public enum Cause: Equatable, Sendable {
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
    public let from: Place
    /// Where it is now.
    public let to: Place
    /// How much; never zero.
    public let amount: Amount
    /// Why it moved.
    public let cause: Cause
}
