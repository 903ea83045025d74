public import Wire

/// Why bytes are not an entry of format 1, one case a malformation.
public enum EntryError: Error, Equatable, Sendable {
    /// The whole is over 65,535 bytes.
    case tooLong(bytes: Int)
    /// The first byte is not 1.
    case unknownVersion(UInt8)
    /// The second byte names no type of entry.
    case unknownType(UInt8)
    /// A field is cut off, or bytes follow the last one.
    case wire(WireError)
    /// A role other than participant or operator.
    case role(UInt8)
    /// The basis points do not sum to 10,000.
    case shares
    /// Stakers get a part, which this version has no rule for.
    case stakers
    /// A reveal window of no entries.
    case revealWindow
    /// A count that must be 1 or more is 0.
    case zeroCount
    /// An amount that must be 1 or more is 0.
    case zeroAmount
    /// Attribution method 0.
    case method
    /// An access tier that is unknown or reserved.
    case accessTier(UInt8)
    /// An unknown beacon rule.
    case beaconRule(UInt8)
    /// The beacon's key or commitment is zero under rule 1, or not zero under rule 0.
    case beaconFields
    /// More items correct than there are, or no items.
    case evaluationFigures
    /// An unknown reason of an abort.
    case abortReason(UInt8)
    /// A disclosure other than open.
    case disclosure(UInt8)
    /// An unknown grade of evidence.
    case grade(UInt8)
    /// Over 64 lines.
    case tooManyLines(UInt8)
    /// An unknown reason for holding.
    case holdReason(UInt8)
    /// An answer breaks one of its local rules.
    case answer(AnswerFlaw)
}

extension EntryError: CustomStringConvertible {
    /// One sentence that says what is wrong with the bytes.
    public var description: String {
        switch self {
        case .tooLong(let bytes): "An entry has at most 65,535 bytes, this has \(bytes)."
        case .unknownVersion(let byte):
            "The entry has format version \(byte); this program reads version 1."
        case .unknownType(let byte): "No type of entry has the number \(byte)."
        case .wire(let error): error.description
        case .role(let byte): "No role has the number \(byte)."
        case .shares: "The six shares of a fee must sum to 10,000 basis points."
        case .stakers: "The stakers' share must be 0 in this version."
        case .revealWindow: "A reveal window must be at least one entry."
        case .zeroCount: "A count that must be at least 1 is 0."
        case .zeroAmount: "An amount that must be at least 1 nano-OPEN is 0."
        case .method: "Attribution methods are numbered from 1."
        case .accessTier(let byte): "Access tier \(byte) is unknown or reserved."
        case .beaconRule(let byte): "No beacon rule has the number \(byte)."
        case .beaconFields: "Beacon key and commitment are set exactly under beacon rule 1."
        case .evaluationFigures: "An evaluation counts at least one item, and no more correct."
        case .abortReason(let byte): "No reason of an abort has the number \(byte)."
        case .disclosure(let byte):
            "Disclosure \(byte) is reserved; this program reads open answers."
        case .grade(let byte): "No grade of evidence has the number \(byte)."
        case .tooManyLines(let count): "An answer has at most 64 lines, this has \(count)."
        case .holdReason(let byte): "No reason for holding has the number \(byte)."
        case .answer(let flaw): flaw.description
        }
    }
}
