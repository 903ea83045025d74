import FoundationEssentials
internal import Machine
import TransparencyLog
import Wire

/// Where a writer gets the log's signing key from.
package enum LogKey: Sendable {
    /// From the directory; it must be there.
    case existing
    /// From the directory if it is there, and then it must be this one; else it is put there.
    case given(name: String, seed: [UInt8])
    /// From the directory if it is there; else this one is put there.
    case initial(name: String, seed: [UInt8])

    private static let header = "openledger log key 1"

    /// The signer, after the directory holds its key.
    func signer(in directory: DataDirectory) throws -> LogSigner {
        let stored = try Self.read(directory)
        switch (self, stored) {
        case (.existing, nil):
            throw OperationError(
                .key, "\(directory.logKey) is missing: restore it, or use another directory.")
        case (.existing, let signer?), (.initial, let signer?): return signer
        case (.given(let name, let seed), let signer?):
            guard LogSigner(name: name, seed: seed)?.verifierKey == signer.verifierKey else {
                throw OperationError(
                    .key,
                    "The log in \(directory.path) has another key, \(signer.verifierKey): use "
                        + "another directory.")
            }
            return signer
        case (.given(let name, let seed), nil), (.initial(let name, let seed), nil):
            guard let signer = LogSigner(name: name, seed: seed) else {
                throw OperationError(
                    .key, "A log's name is visible ASCII without + and its seed 32 bytes.")
            }
            let text = "\(Self.header)\n\(name)\n\(Hex.encode(seed))\n"
            try FileReplacement.write(Array(text.utf8), to: directory.logKey, permissions: 0o600)
            try PosixFile.synchronizeDirectory(directory.keys)
            return signer
        }
    }

    private static func read(_ directory: DataDirectory) throws -> LogSigner? {
        guard FileManager.default.fileExists(atPath: directory.logKey) else { return nil }
        let bytes = try PosixFile(directory.logKey, for: .reading).read(1024, at: 0)
        let lines = String(decoding: bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 4, lines[0] == header, lines[3].isEmpty,
            let seed = Hex.decode(String(lines[2])),
            let signer = LogSigner(name: String(lines[1]), seed: seed)
        else {
            throw OperationError(.key, "\(directory.logKey) is damaged: restore it from a copy.")
        }
        return signer
    }
}
