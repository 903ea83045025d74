public import Identity
public import Wire

/// Fixes whatever could be chosen later, before the first step of training.
///
/// The fields stand here as far as the ledger checks them; the rest (base model, hyperparameters,
/// seed, thresholds, payment rule) is in the file behind ``manifestDigest``.
public struct ManifestCommit: SignedFields, EntryFields {
    /// Who trains.
    public let maker: AccountAddress
    /// SHA-256 of the manifest file.
    public let manifestDigest: Digest
    /// The index of the Datanet.
    public let datanet: UInt64
    /// All reveals below this index are in the training set, and no others.
    public let datanetThrough: UInt64
    /// The accepted rows in them.
    public let rowCount: UInt32
    /// The RFC 6962 root over these rows in the order of their numbers.
    public let rowsRoot: Digest
    /// The index of the evaluation's commit.
    public let evaluation: UInt64
    /// The index of the policy that will split the fees.
    public let policy: UInt64
    /// The attribution method, 1 or more.
    public let methodId: UInt16
    /// The version of the method.
    public let methodVersion: UInt16
    /// Who may see the training data.
    public let accessTier: AccessTier
    /// Where the randomness comes from.
    public let beaconRule: BeaconRule
    /// The second key; zero bytes without one.
    public let beaconKey: AccountAddress
    /// ``Commitment/beacon(key:secret:)``; zero bytes without a second key.
    public let beaconCommitment: Digest
    /// The signature by the maker.
    public var signature: SignatureBytes

    /// Fields as they are; nothing is checked before the entry is encoded and applied.
    public init(
        maker: AccountAddress, manifestDigest: Digest, datanet: UInt64, datanetThrough: UInt64,
        rowCount: UInt32, rowsRoot: Digest, evaluation: UInt64, policy: UInt64, methodId: UInt16,
        methodVersion: UInt16, accessTier: AccessTier, beaconRule: BeaconRule,
        beaconKey: AccountAddress, beaconCommitment: Digest, signature: SignatureBytes = .unsigned
    ) {
        self.maker = maker
        self.manifestDigest = manifestDigest
        self.datanet = datanet
        self.datanetThrough = datanetThrough
        self.rowCount = rowCount
        self.rowsRoot = rowsRoot
        self.evaluation = evaluation
        self.policy = policy
        self.methodId = methodId
        self.methodVersion = methodVersion
        self.accessTier = accessTier
        self.beaconRule = beaconRule
        self.beaconKey = beaconKey
        self.beaconCommitment = beaconCommitment
        self.signature = signature
    }

    /// `ManifestCommit`, docs/formats/ledger-entry.md.
    public var message: TypedMessage {
        TypedMessage(
            "ManifestCommit",
            [
                ("maker", .address(maker)),
                ("manifestDigest", .bytes32(manifestDigest)),
                ("datanet", .uint(datanet, bits: 64)),
                ("datanetThrough", .uint(datanetThrough, bits: 64)),
                ("rowCount", .uint(UInt64(rowCount), bits: 32)),
                ("rowsRoot", .bytes32(rowsRoot)),
                ("evaluation", .uint(evaluation, bits: 64)),
                ("policy", .uint(policy, bits: 64)),
                ("methodId", .uint(UInt64(methodId), bits: 16)),
                ("methodVersion", .uint(UInt64(methodVersion), bits: 16)),
                ("accessTier", .uint(UInt64(accessTier.rawValue), bits: 8)),
                ("beaconRule", .uint(UInt64(beaconRule.rawValue), bits: 8)),
                ("beaconKey", .address(beaconKey)),
                ("beaconCommitment", .bytes32(beaconCommitment)),
            ])
    }

    init(from reader: inout EntryReader) throws(EntryError) {
        maker = try reader.address()
        manifestDigest = try reader.digest()
        datanet = try reader.u64()
        datanetThrough = try reader.u64()
        rowCount = try reader.positive32()
        rowsRoot = try reader.digest()
        evaluation = try reader.u64()
        policy = try reader.u64()
        methodId = try reader.u16()
        methodVersion = try reader.u16()
        let accessTierByte = try reader.u8()
        guard let accessTier = AccessTier(rawValue: accessTierByte) else {
            throw .accessTier(accessTierByte)
        }
        self.accessTier = accessTier
        let beaconRuleByte = try reader.u8()
        guard let beaconRule = BeaconRule(rawValue: beaconRuleByte) else {
            throw .beaconRule(beaconRuleByte)
        }
        self.beaconRule = beaconRule
        beaconKey = try reader.address()
        beaconCommitment = try reader.digest()
        guard methodId > 0 else { throw .method }
        let isKeySet = beaconKey.bytes.contains { $0 != 0 }
        let isCommitmentSet = beaconCommitment.bytes.contains { $0 != 0 }
        let expected = beaconRule == .secondKey
        guard isKeySet == expected, isCommitmentSet == expected else { throw .beaconFields }
        signature = try reader.signature()
    }

    func write(to writer: inout WireWriter) {
        writer.put(maker)
        writer.put(manifestDigest)
        writer.put(datanet)
        writer.put(datanetThrough)
        writer.put(rowCount)
        writer.put(rowsRoot)
        writer.put(evaluation)
        writer.put(policy)
        writer.put(methodId)
        writer.put(methodVersion)
        writer.put(accessTier.rawValue)
        writer.put(beaconRule.rawValue)
        writer.put(beaconKey)
        writer.put(beaconCommitment)
        writer.put(signature)
    }
}

/// Who may see the training data.
public enum AccessTier: UInt8, Sendable {
    /// Everyone.
    case `public` = 0
    /// Auditors under agreement.
    case auditor = 1
}

/// Where a training run's randomness comes from.
public enum BeaconRule: UInt8, Sendable {
    /// Nowhere: the maker chose the seed.
    case none = 0
    /// From a second key that committed to a secret before training.
    case secondKey = 1
}
