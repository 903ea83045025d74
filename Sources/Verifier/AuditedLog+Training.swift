import Identity
import Wire

/// Where the training runs of a log stand.
struct AuditedTraining {
    /// Manifests without a result or an abort.
    var unfinished: Set<UInt64> = []
    /// Manifests whose beacon was shown.
    var beaconed: Set<UInt64> = []
    /// Evaluations whose items were shown.
    var opened: Set<UInt64> = []
    /// Verdicts whose items were shown, in the order of the openings.
    var verdicts: [LoggedVerdict] = []
    /// Evaluations that a manifest named.
    var used: Set<UInt64> = []
    /// Who holds each name of a model, and by how many manifests that were not aborted.
    var names: [[UInt8]: (holder: AccountAddress, claims: Int)] = [:]
    /// How often each result was deployed.
    var deployCounts: [UInt64: UInt64] = [:]
}

extension AuditedLog {
    mutating func commitEvaluation(_ entry: LoggedEntry, at index: UInt64) throws(AuditFault) {
        let evaluator = entry.address("evaluator")
        let root = entry.digest("root").bytes
        try requireOpen(evaluator, entry, 1)
        _ = try target(entry.number("datanet"), .datanetCreate, of: entry, 2)
        try require(!hasSeen(root, in: "evaluations"), entry, 3, "the root was committed before")
        try requireSignature(entry, by: evaluator, 4)
        remember(root, in: "evaluations")
        entries[index] = entry
    }

    mutating func commitManifest(_ entry: LoggedEntry, at index: UInt64) throws(AuditFault) {
        let maker = entry.address("maker")
        try requireOpen(maker, entry, 1)
        let trained = entry.trainingRows
        var founded: [LoggedEntry] = []
        for rows in trained {
            founded.append(try target(rows.datanet, .datanetCreate, of: entry, 2))
        }
        for rows in trained {
            let count = datanets[rows.datanet]?.rowCount(before: rows.through) ?? 0
            try require(
                rows.through <= index && count >= 1 && count == rows.rowCount, entry, 3,
                "the rows of Datanet \(rows.datanet) are not those revealed before entry "
                    + "\(rows.through)")
        }
        let place = entry.number("evaluation")
        let evaluation = try target(place, .evaluationCommit, of: entry, 4)
        try require(
            evaluation.number("datanet") == trained[0].datanet && place < trained[0].through
                && !training.opened.contains(place), entry, 4,
            "the evaluation is another Datanet's, came after intake, or is opened")
        let policy = try target(entry.number("policy"), .policySet, of: entry, 5)
        let digest = entry.digest("manifestDigest").bytes
        try require(
            !hasSeen(digest, in: "manifests"), entry, 6, "the manifest was committed before")
        try require(
            entry.number("beaconRule") == 0 || entry.address("beaconKey") != maker, entry, 7,
            "the beacon's key is the maker's own")
        try require(
            founded.allSatisfy { $0.layout <= entry.layout }, entry, 8,
            "a Datanet has a higher layout than its manifest")
        if entry.layout > 1 {
            for datanet in founded { try checkPolicy(of: datanet, entry, evaluation) }
        }
        try checkShares(entry, policy)
        if entry.layout > 2 { try checkClaims(entry, maker, evaluation: place) }
        try requireSignature(entry, by: maker, 13)
        remember(digest, in: "manifests")
        training.unfinished.insert(index)
        training.used.insert(place)
        if entry.layout > 2 {
            training.names[entry.digest("name").bytes, default: (maker, 0)].claims += 1
        }
        entries[index] = entry
    }

    /// What a Datanet's owner demands of every model of its rows.
    private func checkPolicy(
        of datanet: LoggedEntry, _ entry: LoggedEntry, _ evaluation: LoggedEntry
    ) throws(AuditFault) {
        try require(
            datanet.allows(entry.address("maker")), entry, 9,
            "the Datanet's policy does not let the maker train on it")
        try require(
            datanet.layout == 1
                || entry.number("contributors") >= datanet.number("contributorsLeast"), entry, 9,
            "the contributors' share is below the Datanet's least")
        let items = evaluation.number("itemCount")
        if let gates = entry.gates {
            let terms = datanet.verdictTerms
            try require(
                !gates
                    || evaluation.address("evaluator") == terms.evaluator && items >= terms.items,
                entry, 9,
                "contributors are judged by another, or by fewer items, than the Datanet "
                    + "asks for")
        } else {
            try require(
                datanet.layout == 1 || items >= datanet.number("leastEvaluationItems"), entry, 9,
                "the evaluation has fewer items than the Datanet asks for")
        }
    }

    /// That a verdict's items served nothing before, and that the name is nobody else's.
    private func checkClaims(
        _ entry: LoggedEntry, _ maker: AccountAddress, evaluation: UInt64
    ) throws(AuditFault) {
        try require(
            entry.gates != true || !training.used.contains(evaluation), entry, 11,
            "the evaluation served before, and gates contributors now")
        let holder = training.names[entry.digest("name").bytes]?.holder
        try require(
            holder == nil || holder == maker, entry, 12, "the model's name is another maker's")
    }

    private func checkShares(_ entry: LoggedEntry, _ policy: LoggedEntry) throws(AuditFault) {
        guard entry.layout > 1 else { return }
        for name in ["node", "baseModel", "burn"] {
            try require(
                entry.number(name) >= policy.number(name), entry, 10,
                "the share \(name) is below the policy's")
        }
    }

    mutating func revealBeacon(_ entry: LoggedEntry) throws(AuditFault) {
        let place = entry.number("manifest")
        let manifest = try target(place, .manifestCommit, of: entry, 1)
        try require(manifest.number("beaconRule") == 1, entry, 2, "the manifest has no beacon")
        try require(
            training.unfinished.contains(place) && !training.beaconed.contains(place), entry, 3,
            "the run is finished or the beacon is revealed already")
        let key = manifest.address("beaconKey")
        let opened = Digest.sha256(
            tag: "openledger/beacon/v1", key.bytes, entry.digest("secret").bytes)
        try require(
            opened == manifest.digest("beaconCommitment"), entry, 4,
            "the commitment is to another secret")
        try requireSignature(entry, by: key, 5)
        training.beaconed.insert(place)
    }

    mutating func finishTraining(_ entry: LoggedEntry, at index: UInt64) throws(AuditFault) {
        let place = entry.number("manifest")
        let manifest = try target(place, .manifestCommit, of: entry, 1)
        try require(training.unfinished.contains(place), entry, 2, "the run is finished already")
        try require(
            manifest.number("beaconRule") == 0 || training.beaconed.contains(place), entry, 3,
            "the beacon is not revealed")
        try requireLayout(of: manifest, entry, 4)
        let hasParts =
            entry.digest(of: .gate) != nil
            && manifest.methods.allSatisfy {
                entry.digest(of: .index(method: $0.number)) != nil
            }
        try require(hasParts, entry, 5, "the gate or a method's index is missing")
        let evaluation = try target(
            manifest.number("evaluation"), .evaluationCommit, of: entry, 6)
        try require(
            (entry.judgedItems ?? 0) <= evaluation.number("itemCount"), entry, 6,
            "more items were judged than were committed")
        if manifest.layout > 2 { try checkFigures(entry, manifest) }
        try requireSignature(entry, by: manifest.address("maker"), 9)
        training.unfinished.remove(place)
        entries[index] = entry
    }

    /// How many rows the model learned from, and how many items a verdict rests on.
    private func checkFigures(
        _ entry: LoggedEntry, _ manifest: LoggedEntry
    ) throws(AuditFault) {
        let trained = manifest.trainingRows
        let rows = trained.map(\.rowCount).reduce(0, +)
        let gates = manifest.gates == true
        let learned = entry.learnedRows
        try require(
            learned.map { $0.count == rows && ((gates ? 1 : rows)...rows).contains($0.value) }
                ?? false, entry, 7, "the rows that the model learned from are not stated")
        let least = trained.compactMap { entries[$0.datanet]?.verdictTerms.items }.max() ?? 1
        try require(
            !gates || entry.judgedItems ?? 0 >= least, entry, 8,
            "the verdict rests on fewer items than the Datanets ask for")
    }

    mutating func abortTraining(_ entry: LoggedEntry) throws(AuditFault) {
        let place = entry.number("manifest")
        let manifest = try target(place, .manifestCommit, of: entry, 1)
        try require(training.unfinished.contains(place), entry, 2, "the run is finished already")
        try requireSignature(entry, by: manifest.address("maker"), 3)
        training.unfinished.remove(place)
        guard manifest.layout > 2 else { return }
        let name = manifest.digest("name").bytes
        training.names[name]?.claims -= 1
        if training.names[name]?.claims == 0 { training.names[name] = nil }
    }

    mutating func deploy(_ entry: LoggedEntry, at index: UInt64) throws(AuditFault) {
        let place = entry.number("result")
        let result = try target(place, .trainingResult, of: entry, 1)
        let manifest = try target(result.number("manifest"), .manifestCommit, of: entry, 1)
        try require(
            entry.number("policy") == manifest.number("policy")
                && entry.number("datanet") == manifest.trainingRows[0].datanet
                && entry.address("maker") == manifest.address("maker"), entry, 2,
            "policy, Datanet or maker are not the manifest's")
        let count = training.deployCounts[place] ?? 0
        try require(entry.number("revision") == count, entry, 3, "the revision is wrong")
        let leastFee = manifest.trainingRows.compactMap { rows in
            entries[rows.datanet].flatMap { $0.layout > 1 ? $0.number("leastFee") : nil }
        }.max()
        try require(
            entry.number("fee") >= leastFee ?? 1, entry, 4, "the fee is below a Datanet's least")
        try requireSignature(entry, by: entry.address("maker"), 5)
        training.deployCounts[place] = count + 1
        entries[index] = entry
    }

    mutating func openEvaluation(_ entry: LoggedEntry) throws(AuditFault) {
        let place = entry.number("evaluation")
        let evaluation = try target(place, .evaluationCommit, of: entry, 1)
        try require(!training.opened.contains(place), entry, 2, "the items are opened already")
        try require(
            entry.digest("root") == evaluation.digest("root"), entry, 3, "the root is another")
        let result = try target(entry.number("result"), .trainingResult, of: entry, 4)
        let manifest = try target(result.number("manifest"), .manifestCommit, of: entry, 4)
        try require(
            manifest.number("evaluation") == place
                && entry.digest("gateDigest") == result.digest(of: .gate), entry, 4,
            "the result is of another evaluation, or the gate's digest is another")
        let isWaiting = training.unfinished.contains {
            entries[$0]?.number("evaluation") == place
        }
        try require(!isWaiting, entry, 5, "a run on this evaluation is unfinished")
        try requireSignature(entry, by: evaluation.address("evaluator"), 6)
        training.opened.insert(place)
        guard manifest.gates == true else { return }
        training.verdicts.append(
            LoggedVerdict(
                manifest: result.number("manifest"), itemsRoot: entry.digest("root"),
                itemCount: evaluation.number("itemCount"),
                itemsDigest: entry.digest("itemsDigest"),
                judgedItems: result.judgedItems ?? 0,
                rows: manifest.list("datanets").map {
                    LoggedVerdict.Rows(count: $0.number("rowCount"), root: $0.digest("rowsRoot"))
                }))
    }
}
