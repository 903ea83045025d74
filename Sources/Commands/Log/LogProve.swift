internal import ArgumentParser
internal import Ledger
internal import LedgerStorage
internal import TransparencyLog
internal import Wire

/// `openledger log prove …`: Merkle proofs against the last checkpoint.
struct LogProve: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove", abstract: "Print a Merkle proof (RFC 6962), hashes in base64.",
        subcommands: [Inclusion.self, Consistency.self])

    /// `openledger log prove inclusion INDEX --data DIR`.
    struct Inclusion: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prove that an entry is in the log.")

        @Argument(help: "The entry's index.")
        var index: EntryIndex

        @OptionGroup var data: DataOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let receipt = try data.reader().receipt(at: index.value)
            let checkpoint = try Checkpoint(noteText: receipt.proof.checkpoint.text)
            let path = receipt.proof.path.map { Base64.encode($0.bytes) }
            let leaf = Base64.encode(MerkleTree.leafHash(receipt.entry.encoded).bytes)
            let root = Base64.encode(checkpoint.root.bytes)
            output.show(
                .object([
                    ("index", .count(index.value)), ("size", .count(checkpoint.size)),
                    ("leaf", .string(leaf)), ("root", .string(root)),
                    ("path", .array(path.map { .string($0) })),
                ]),
                [
                    "index \(index.value)", "size \(checkpoint.size)", "leaf \(leaf)",
                    "root \(root)",
                ] + path)
        }
    }

    /// `openledger log prove consistency OLD [NEW] --data DIR`.
    struct Consistency: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prove that an earlier log is the beginning of this one.")

        @Argument(help: "The earlier number of entries.")
        var old: EntryIndex

        @Argument(help: "The later number of entries. (default: all)")
        var new: EntryIndex?

        @OptionGroup var data: DataOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            let reader = try data.reader()
            let size = new?.value ?? reader.size
            let path = try reader.consistencyProof(from: old.value, to: size).map {
                Base64.encode($0.bytes)
            }
            output.show(
                .object([
                    ("from", .count(old.value)), ("to", .count(size)),
                    ("path", .array(path.map { .string($0) })),
                ]),
                ["from \(old.value)", "to \(size)"] + path)
        }
    }
}
