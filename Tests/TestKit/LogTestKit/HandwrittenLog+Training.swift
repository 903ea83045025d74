import Identity
import Wire

package extension HandwrittenLog {
    mutating func commitManifest(
        _ datanet: UInt64, _ evaluation: UInt64, _ policy: UInt64, label: String, isBeaconed: Bool
    ) -> UInt64 {
        let through = next
        let rule: UInt8 = isBeaconed ? 1 : 0
        let nobody = AccountAddress([UInt8](repeating: 0, count: 20)) ?? People.beacon.address
        let key = isBeaconed ? People.beacon.address : nobody
        let nothing = Digest([UInt8](repeating: 0, count: 32)) ?? salt("nothing")
        let commitment =
            isBeaconed
            ? Digest.sha256(tag: "openledger/beacon/v1", key.bytes, salt("secret").bytes) : nothing
        let message = TypedMessage(
            "ManifestCommit",
            [
                ("maker", .address(People.maker.address)),
                ("manifestDigest", .bytes32(salt(label))),
                ("datanet", .uint(datanet, bits: 64)), ("datanetThrough", .uint(through, bits: 64)),
                ("rowCount", .uint(8, bits: 32)), ("rowsRoot", .bytes32(salt("all rows"))),
                ("evaluation", .uint(evaluation, bits: 64)), ("policy", .uint(policy, bits: 64)),
                ("methodId", .uint(1, bits: 16)), ("methodVersion", .uint(2, bits: 16)),
                ("accessTier", .uint(0, bits: 8)), ("beaconRule", .uint(UInt64(rule), bits: 8)),
                ("beaconKey", .address(key)),
                ("beaconCommitment", .bytes32(commitment)),
            ])
        return append(7, by: People.maker, message) {
            $0.put(People.maker)
            $0.put(salt(label))
            $0.put(datanet)
            $0.put(through)
            $0.put(8 as UInt32)
            $0.put(salt("all rows"))
            $0.put(evaluation)
            $0.put(policy)
            $0.put(1 as UInt16)
            $0.put(2 as UInt16)
            $0.put(0 as UInt8)
            $0.put(rule)
            $0.put(raw: key.bytes)
            $0.put(commitment)
        }
    }

    mutating func abort(_ manifest: UInt64) {
        let message = TypedMessage(
            "TrainingAbort",
            [("manifest", .uint(manifest, bits: 64)), ("reason", .uint(6, bits: 8))])
        append(10, by: People.maker, message) {
            $0.put(manifest)
            $0.put(6 as UInt8)
        }
    }

    mutating func revealBeacon(_ manifest: UInt64) {
        let message = TypedMessage(
            "BeaconReveal",
            [("manifest", .uint(manifest, bits: 64)), ("secret", .bytes32(salt("secret")))])
        append(8, by: People.beacon, message) {
            $0.put(manifest)
            $0.put(salt("secret"))
        }
    }

    mutating func finishTraining(_ manifest: UInt64) -> UInt64 {
        let digests = [
            ("adapterDigest", "adapter"), ("headDigest", "head"), ("transcriptRoot", "transcript"),
            ("indexDigest", "index"), ("gateDigest", "gate"),
        ]
        let message = TypedMessage(
            "TrainingResult",
            [("manifest", .uint(manifest, bits: 64))]
                + digests.map { ($0.0, .bytes32(salt($0.1))) } + [
                    ("evaluationCorrect", .uint(64, bits: 32)),
                    ("evaluationTotal", .uint(100, bits: 32)),
                ])
        return append(9, by: People.maker, message) {
            $0.put(manifest)
            for digest in digests { $0.put(salt(digest.1)) }
            $0.put(64 as UInt32)
            $0.put(100 as UInt32)
        }
    }

    mutating func deploy(_ result: UInt64, _ policy: UInt64, _ datanet: UInt64) {
        let message = TypedMessage(
            "Deploy",
            [
                ("result", .uint(result, bits: 64)), ("policy", .uint(policy, bits: 64)),
                ("revision", .uint(0, bits: 32)), ("fee", .uint(10_000_000, bits: 64)),
                ("datanet", .uint(datanet, bits: 64)), ("maker", .address(People.maker.address)),
            ])
        append(11, by: People.maker, message) {
            $0.put(result)
            $0.put(policy)
            $0.put(0 as UInt32)
            $0.put(10_000_000 as UInt64)
            $0.put(datanet)
            $0.put(People.maker)
        }
    }
}
