/// Public names of accounts, kept beside the log: a team's public list address, never a person's.
public struct AccountProfile: Equatable, Sendable {
    /// What kind of account it is, which decides the shape of its picture.
    public enum Kind: String, Sendable {
        /// A team.
        case team
        /// A person or unknown.
        case person
        /// A program, or an account of the operator.
        case program
    }

    /// What it is called.
    public let name: String
    /// What it is.
    public let kind: Kind

    /// Names an account; whether the name is free is for the ledger to say.
    public init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }
}
