import Economy
import ModelFactory
import ProofOfAttribution
import Testing
import Wire

@Suite struct `A training manifest` {
    private let manifest = TrainingManifest(
        baseModel: .sha256([1]), tokenizer: .sha256([2]),
        kind: .classifier(labels: ["admin", "games"]), rowCount: 20, rowsRoot: .sha256([3]),
        evaluationRoot: .sha256([4]), recipe: TrainingRecipe(), attribution: .standard,
        payment: PaymentRule().json(shares: .standard), beaconRule: "none")

    private func bytes(_ change: (inout [(String, JSONValue)]) -> Void) throws -> [UInt8] {
        let json = try CanonicalJSON.parse(manifest.fileBytes, limit: 1 << 16)
        guard case .object(var members) = json else { return [] }
        change(&members)
        return CanonicalJSON.encode(.object(members))
    }

    @Test func `reads back to the same bytes, and names no kind`() throws {
        let again = try TrainingManifest(fileBytes: manifest.fileBytes)
        #expect(again.kind == manifest.kind && again.attribution == manifest.attribution)
        #expect(again.fileBytes == manifest.fileBytes)
        let json = try CanonicalJSON.parse(manifest.fileBytes, limit: 1 << 16)
        #expect(json["kind"] == nil && json["labels"] != nil)
    }

    @Test func `of another kind of model is refused`() throws {
        let other = try bytes { $0.append(("kind", .string("generator"))) }
        #expect(throws: ManifestError.otherKind("generator")) {
            try TrainingManifest(fileBytes: other)
        }
    }

    @Test func `of another method, or another version of it, is refused`() throws {
        let attribution = try #require(manifest.attribution.json.members)
        for (key, value) in [("method", JSONValue.string("other")), ("version", .integer(2))] {
            let other = attribution.map { $0.0 == key ? ($0.0, value) : $0 }
            let changed = try bytes { members in
                members = members.map { $0.0 == "attribution" ? ($0.0, .object(other)) : $0 }
            }
            #expect(throws: ManifestError.missing("attribution")) {
                try TrainingManifest(fileBytes: changed)
            }
        }
        #expect(ModelAttribution(json: .object([])) == nil)
    }
}

extension JSONValue {
    fileprivate var members: [(String, JSONValue)]? {
        if case .object(let members) = self { members } else { nil }
    }
}
