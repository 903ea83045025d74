package import Economy
package import Wire

/// Why bytes are not an entry, one case a malformation.
package enum EntryError: Error, Equatable, Sendable {
    /// The whole is over 65,535 bytes.
    case tooLong(bytes: Int)
    /// The first byte names no layout of the entry's type.
    case unknownVersion(UInt8)
    /// The second byte names no type of entry.
    case unknownType(UInt8)
    /// The second byte names a type that is kept free for a later version.
    case reservedType(ReservedEntryType)
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
    /// A number of a Datanet's policy is out of its bounds.
    case datanetPolicy(DatanetPolicyFlaw)
    /// An unknown rule of who may train.
    case trainers(UInt8)
    /// An unknown rule of what an evaluation decides.
    case verdict(UInt8)
    /// No Datanet to train on, or over 16.
    case datanetCount(UInt8)
    /// A Datanet stands twice in a manifest.
    case repeatedDatanet(UInt64)
    /// No attribution method, or over 8.
    case methodCount(UInt8)
    /// Methods do not ascend by number.
    case methodOrder
    /// No parts, or over 64.
    case partCount(UInt8)
    /// Parts do not ascend by number.
    case partOrder
    /// No metrics, or over 64.
    case metricCount(UInt8)
    /// Metrics do not ascend by number.
    case metricOrder
    /// A line of neither a row nor a cluster.
    case subject(UInt8)
    /// A line of no evidence, or of an unknown kind.
    case evidence(UInt8)
    /// An answer breaks one of its local rules.
    case answer(AnswerFlaw)
}

extension EntryError: CustomStringConvertible {
    /// One sentence that says what is wrong with the bytes.
    package var description: String {
        switch self {
        case .tooLong(let bytes): "An entry has at most 65,535 bytes, this has \(bytes)."
        case .unknownVersion(let byte):
            "The entry has layout \(byte), which this program does not know for its type."
        case .unknownType(let byte): "No type of entry has the number \(byte)."
        case .reservedType(let type):
            "Entry type \(type.rawValue), \(type), is reserved for a later version."
        case .wire(let error): error.description
        case .role(let byte): "No role has the number \(byte)."
        case .shares: "The six shares of a fee must sum to 10,000 basis points."
        case .stakers: "The stakers' share must be 0 in this version."
        case .revealWindow: "A reveal window must be at least one entry."
        case .zeroCount: "A count that must be at least 1 is 0."
        case .zeroAmount: "An amount that must be at least 1 nano-OPEN is 0."
        case .method: "Attribution methods are numbered from 1, in layout 2 to 4095."
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
        case .datanetPolicy(let flaw): flaw.description
        case .trainers(let byte): "No rule of who may train has the number \(byte)."
        case .verdict(let byte): "No verdict has the number \(byte)."
        case .datanetCount(let count): "A model has 1 to 16 Datanets, this has \(count)."
        case .repeatedDatanet(let index): "Datanet \(index) stands twice."
        case .methodCount(let count): "A model has 1 to 8 methods, this has \(count)."
        case .methodOrder: "Attribution methods must ascend by number."
        case .partCount(let count): "A model has 1 to 64 parts, this has \(count)."
        case .partOrder: "Parts of a model must ascend by number."
        case .metricCount(let count): "A model has 1 to 64 metrics, this has \(count)."
        case .metricOrder: "Metrics of a model must ascend by number."
        case .subject(let byte): "A line is of a row or a cluster; \(byte) is neither."
        case .evidence(let byte): "Evidence \(byte) is of no known kind."
        case .answer(let flaw): flaw.description
        }
    }
}
