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
    /// What the second key commits to, and shows after the manifest is in the log.
    package let beacon: Digest
    /// The manifest, once it is made.
    package var manifest: Digest?
    /// Why the job ended without a model.
    package var failure: String?

    /// The items that the model is measured by.
    package static let evaluation = "evaluation.jsonl"

    package static func folder(_ id: UInt64) -> String { "jobs/\(id)" }

    /// A worker whose loss left the finite numbers leaves this file.
    package static func divergence(_ id: UInt64) -> String { folder(id) + "/diverged" }

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
        let folder = files.root + "/jobs"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var jobs: [JobFile] = []
        for id in names.compactMap({ UInt64($0) }).sorted() {
            let path = "\(Self.folder(id))/job.json"
            // A folder without the file: the order was never acknowledged.
            guard files.exists(path) else { continue }
            guard
                let json = try? JSONValue(
                    parsing: files.read(path, limit: FileLimit.text), limit: 1 << 16),
                let job = JobFile(id: id, json: json)
            else {
                throw OperationError(
                    .altered, "\(files.root)/\(path) is damaged: restore it from a copy")
            }
            jobs.append(job)
        }
        return jobs
    }

    private var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("account", .string("\(account)")), ("name", .string(name)),
            ("datanet", .string(datanet)), ("fee", .string(String(fee.nanoOPEN))),
            ("beacon", .string(beacon.hex)),
        ]
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
            beacon: beacon, manifest: json["manifest"]?.stringValue.flatMap(Digest.init(hex:)),
            failure: json["failure"]?.stringValue)
    }

    package init(
        id: UInt64, account: AccountAddress, name: String, datanet: String, fee: Amount,
        epochs: Int?, beacon: Digest, manifest: Digest? = nil, failure: String? = nil
    ) {
        self.id = id
        self.account = account
        self.name = name
        self.datanet = datanet
        self.fee = fee
        self.epochs = epochs
        self.beacon = beacon
        self.manifest = manifest
        self.failure = failure
    }
}
