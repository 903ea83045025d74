internal import FoundationEssentials
package import Identity
internal import LedgerStorage
package import Machine
package import Money
package import Wire

/// One training job on the disk: `DIR/jobs/<id>/job.json`, and beside it the evaluation items.
///
/// The file holds what was ordered and the salts that were drawn for it. How far the job has come
/// is what the log says; only an end without a manifest stands here.
package struct JobFile: Equatable, Sendable {
    package let id: UInt64
    package let account: AccountAddress
    package let name: String
    package let datanet: String
    package let fee: Amount
    package let epochs: Int?
    /// The root of the items that the model is measured by; nil in jobs from before it was kept.
    package let evaluation: Digest?
    /// What the second key commits to, and shows after the manifest is in the log.
    package let beacon: Digest
    /// The manifest, once it is made.
    package var manifest: Digest?
    /// Why the job ended without a model.
    package var failure: String?

    /// The file of the items that the model is measured by.
    package static let evaluationFile = "evaluation.jsonl"

    package static func folder(_ id: UInt64) -> String { "jobs/\(id)" }

    /// The ends of a training that the log has a word for; a worker that comes to one leaves the
    /// file in the job's folder.
    package static let endings: [(code: OperationError.Code, file: String)] = [
        (.diverged, "diverged"), (.evaluationRefused, "refused"),
    ]

    /// Keeps the job.
    ///
    /// - Throws: `OperationError`.
    package func write(to files: DataFiles) throws {
        try files.write(
            Array((json.prettyText + "\n").utf8), to: "\(Self.folder(id))/job.json",
            permissions: 0o600)
    }

    /// All jobs of a directory, by id.
    ///
    /// - Throws: `OperationError` for a damaged file.
    package static func all(in files: DataFiles) throws -> [JobFile] {
        try files.names(in: "jobs").compactMap { UInt64($0) }.sorted()
            .compactMap { try read($0, in: files) }
    }

    /// One job; nil for a folder without the file, whose order was never acknowledged.
    ///
    /// - Throws: `OperationError` for a damaged file.
    package static func read(_ id: UInt64, in files: DataFiles) throws -> JobFile? {
        let path = "\(folder(id))/job.json"
        guard files.exists(path) else { return nil }
        guard
            let json = try? JSONValue(
                parsing: files.read(path, limit: FileLimit.text), limit: 1 << 16),
            let job = JobFile(id: id, json: json)
        else {
            throw OperationError(
                .altered, "\(files.root)/\(path) is damaged: restore it from a copy")
        }
        return job
    }

    /// Removes what only the work on a job needs: once the log says how the job ended, the
    /// evaluation lies among the public files or is of no use any more.
    package func removeWork(in files: DataFiles) {
        let folder = Self.folder(id)
        for name in (try? files.names(in: folder)) ?? [] where name != "job.json" {
            try? FileManager.default.removeItem(atPath: "\(files.root)/\(folder)/\(name)")
        }
    }

    private var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("account", .string("\(account)")), ("name", .string(name)),
            ("datanet", .string(datanet)), ("fee", .string(String(fee.nanoOPEN))),
            ("beacon", .string(beacon.hex)),
        ]
        if let evaluation { members.append(("evaluation", .string(evaluation.hex))) }
        if let epochs { members.append(("epochs", .integer(Int64(epochs)))) }
        if let manifest { members.append(("manifest", .string(manifest.hex))) }
        if let failure { members.append(("failure", .string(failure))) }
        return .object(members)
    }

    private init?(id: UInt64, json: JSONValue) {
        guard let account = json["account"]?.stringValue.flatMap(AccountAddress.init(hex:)),
            let name = json["name"]?.stringValue, ModelNames.isName(name),
            let datanet = json["datanet"]?.stringValue, ModelNames.isName(datanet),
            let fee = json["fee"]?.stringValue.flatMap(UInt64.init),
            let beacon = json["beacon"]?.stringValue.flatMap(Digest.init(hex:))
        else { return nil }
        self.init(
            id: id, account: account, name: name, datanet: datanet,
            fee: Amount(nanoOPEN: fee), epochs: json["epochs"]?.integerValue.map { Int($0) },
            evaluation: json["evaluation"]?.stringValue.flatMap(Digest.init(hex:)),
            beacon: beacon, manifest: json["manifest"]?.stringValue.flatMap(Digest.init(hex:)),
            failure: json["failure"]?.stringValue)
    }

    package init(
        id: UInt64, account: AccountAddress, name: String, datanet: String, fee: Amount,
        epochs: Int?, evaluation: Digest?, beacon: Digest, manifest: Digest? = nil,
        failure: String? = nil
    ) {
        self.id = id
        self.account = account
        self.name = name
        self.datanet = datanet
        self.fee = fee
        self.epochs = epochs
        self.evaluation = evaluation
        self.beacon = beacon
        self.manifest = manifest
        self.failure = failure
    }
}
