package import Economy
package import Identity
package import Ledger
package import ModelFactory
internal import ProofOfAttribution
package import Wire

/// Where the randomness of a training run comes from: a second key that commits to a secret before
/// the manifest is in the log, and shows it afterwards.
package struct Beacon: Sendable {
    /// The second key.
    package let key: AccountKey
    /// What it commits to.
    package let secret: Digest

    /// A key and its secret.
    package init(key: AccountKey, secret: Digest) {
        self.key = key
        self.secret = secret
    }
}

/// Which rows of a Datanet a manifest takes, and what judges the model.
package struct TrainingPlaces: Equatable, Sendable {
    /// The index of the Datanet.
    package let datanet: UInt64
    /// All reveals below this index are taken.
    package let through: UInt64
    /// The index of the evaluation's commit.
    package let evaluation: UInt64
    /// The index of the policy.
    package let policy: UInt64

    /// Places in the log.
    package init(datanet: UInt64, through: UInt64, evaluation: UInt64, policy: UInt64) {
        self.datanet = datanet
        self.through = through
        self.evaluation = evaluation
        self.policy = policy
    }
}

extension EntryLog {
    /// Commits to a training manifest and then shows the beacon's secret, each unless the log holds
    /// it already.
    ///
    /// - Parameters:
    ///   - manifest: every choice of the run; its file must be on the disk already.
    ///   - places: what its rows and its evaluation are in the log.
    ///   - shares: how the model's fees will be divided.
    ///   - maker: the model maker's key.
    ///   - beacon: the second key and its secret.
    /// - Returns: the index of the manifest.
    /// - Throws: `Refusal`, else what the log's storage throws.
    @discardableResult
    package func orderTraining(
        _ manifest: TrainingManifest, at places: TrainingPlaces, shares: FeeShares,
        maker: AccountKey, beacon: Beacon
    ) async throws -> UInt64 {
        let digest = manifest.digest
        let index: UInt64
        if let run = try await query({ $0.trainingRun(manifest: digest) }) {
            index = run.index
        } else {
            let entry = ManifestCommit(
                maker: maker.address, manifestDigest: digest,
                datanets: [
                    TrainingData(
                        datanet: places.datanet, through: places.through,
                        rowCount: UInt32(manifest.rowCount), rowsRoot: manifest.rowsRoot)
                ], evaluation: places.evaluation, policy: places.policy, shares: shares,
                methods: [
                    MethodVersion(
                        method: HeadKernel.code.number, version: HeadKernel.code.version)
                ], accessTier: .public, beaconRule: .secondKey, beaconKey: beacon.key.address,
                beaconCommitment: Commitment.beacon(
                    key: beacon.key.address, secret: beacon.secret))
            index = try await append(.manifestCommit(entry.signed(by: maker, in: domain))).index
        }
        try await revealBeacon(beacon, ofManifest: index)
        return index
    }

    /// Shows the secret of a manifest that waits for it.
    package func revealBeacon(_ beacon: Beacon, ofManifest manifest: UInt64) async throws {
        guard let run = try await query({ $0.trainingRun(at: manifest) }), run.beacon == nil,
            run.outcome == .unfinished
        else { return }
        let entry = BeaconReveal(manifest: manifest, secret: beacon.secret)
        _ = try await append(.beaconReveal(entry.signed(by: beacon.key, in: domain)))
    }
}
