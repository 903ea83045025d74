package import Identity
import Wire

package extension HandwrittenLog {
    /// Entries of every kind but answers, ending in a deployed model and a funded payer.
    static func deployed(
        origin: String = HandwrittenLog.origin, seed: UInt64 = 1
    ) throws -> HandwrittenLog {
        var log = try HandwrittenLog(origin: origin, seed: seed)
        for (position, person) in People.all.enumerated() {
            log.openAccount(person, role: position == 0 ? 1 : 0)
        }
        let policy = log.setPolicy()
        let datanet = log.createDatanet()
        let evaluation = log.commitEvaluation(datanet, label: "items")
        let commitA = log.commitRows(by: People.teamA, datanet, rowCount: 6)
        let commitB = log.commitRows(by: People.teamB, datanet, rowCount: 4)
        log.revealRows(by: People.teamA, commitA, rowCount: 6, accepted: 5, duplicates: 1)
        log.revealRows(by: People.teamB, commitB, rowCount: 4, accepted: 3, duplicates: 0)
        let given = log.commitManifest(
            datanet, evaluation, policy, label: "given up", isBeaconed: false)
        log.abort(given)
        let manifest = log.commitManifest(
            datanet, evaluation, policy, label: "trained", isBeaconed: true)
        log.revealBeacon(manifest)
        let result = log.finishTraining(manifest)
        log.openEvaluation(evaluation, result, label: "items")
        log.deploy(result, policy, datanet)
        log.deposit(to: People.payer, amount: 1_000_000_000, source: "funding")
        return log
    }

    mutating func openAccount(_ key: AccountKey, role: UInt8) {
        let message = TypedMessage(
            "AccountOpen",
            [("account", .address(key.address)), ("role", .uint(UInt64(role), bits: 8))])
        append(1, by: key, message) {
            $0.put(key)
            $0.put(role)
        }
    }

    mutating func setPolicy() -> UInt64 {
        let shares: [(String, UInt16)] = [
            ("contributors", 7000), ("modelMaker", 1000), ("node", 1000), ("baseModel", 500),
            ("burn", 500), ("stakers", 0),
        ]
        let message = TypedMessage(
            "PolicySet",
            [("revision", .uint(0, bits: 32))]
                + shares.map { ($0.0, .uint(UInt64($0.1), bits: 16)) } + [
                    ("nodeAccount", .address(People.node.address)),
                    ("baseModelAccount", .address(People.base.address)),
                    ("revealWindow", .uint(10, bits: 32)),
                ])
        return append(2, by: People.operator, message) {
            $0.put(0 as UInt32)
            for share in shares { $0.put(share.1) }
            $0.put(People.node)
            $0.put(People.base)
            $0.put(10 as UInt32)
        }
    }

    mutating func createDatanet() -> UInt64 {
        let terms = salt("terms")
        let message = TypedMessage(
            "DatanetCreate",
            [("owner", .address(People.maker.address)), ("termsCommitment", .bytes32(terms))])
        return append(3, by: People.maker, message) {
            $0.put(People.maker)
            $0.put(terms)
        }
    }

    mutating func commitEvaluation(_ datanet: UInt64, label: String) -> UInt64 {
        let message = TypedMessage(
            "EvaluationCommit",
            [
                ("evaluator", .address(People.evaluator.address)),
                ("datanet", .uint(datanet, bits: 64)), ("root", .bytes32(salt(label))),
                ("itemCount", .uint(100, bits: 32)),
            ])
        return append(4, by: People.evaluator, message) {
            $0.put(People.evaluator)
            $0.put(datanet)
            $0.put(salt(label))
            $0.put(100 as UInt32)
        }
    }

    mutating func commitRows(by key: AccountKey, _ datanet: UInt64, rowCount: UInt32) -> UInt64 {
        let commitment = Digest.sha256(
            tag: "openledger/contribution/v1", key.address.bytes, salt("salt \(key)").bytes,
            salt("rows \(key)").bytes, bigEndian(rowCount))
        let message = TypedMessage(
            "ContributionCommit",
            [
                ("contributor", .address(key.address)), ("datanet", .uint(datanet, bits: 64)),
                ("commitment", .bytes32(commitment)),
                ("rowCount", .uint(UInt64(rowCount), bits: 32)),
            ])
        return append(5, by: key, message) {
            $0.put(key)
            $0.put(datanet)
            $0.put(commitment)
            $0.put(rowCount)
        }
    }

    mutating func revealRows(
        by key: AccountKey, _ commit: UInt64, rowCount: UInt32, accepted: UInt32, duplicates: UInt32
    ) {
        let message = TypedMessage(
            "ContributionReveal",
            [
                ("commitIndex", .uint(commit, bits: 64)),
                ("rowsRoot", .bytes32(salt("rows \(key)"))),
                ("salt", .bytes32(salt("salt \(key)"))),
            ])
        append(6, by: key, message) {
            $0.put(commit)
            $0.put(salt("rows \(key)"))
            $0.put(salt("salt \(key)"))
            $0.put(accepted)
            $0.put(duplicates)
        }
    }

    mutating func openEvaluation(_ evaluation: UInt64, _ result: UInt64, label: String) {
        let message = TypedMessage(
            "EvaluationOpen",
            [
                ("evaluation", .uint(evaluation, bits: 64)), ("result", .uint(result, bits: 64)),
                ("root", .bytes32(salt(label))), ("itemsDigest", .bytes32(salt("items file"))),
                ("gateDigest", .bytes32(salt("gate"))),
            ])
        append(14, by: People.evaluator, message) {
            $0.put(evaluation)
            $0.put(result)
            $0.put(salt(label))
            $0.put(salt("items file"))
            $0.put(salt("gate"))
        }
    }

    mutating func deposit(to key: AccountKey, amount: UInt64, source: String) {
        let message = TypedMessage(
            "Deposit",
            [
                ("account", .address(key.address)), ("amount", .uint(amount, bits: 64)),
                ("source", .bytes32(salt(source))),
            ])
        append(12, by: People.operator, message) {
            $0.put(key)
            $0.put(amount)
            $0.put(salt(source))
        }
    }
}
