internal import Foundation
package import Machine

/// The public vocabulary cl100k_base: what the token numbers stand for that clients of OpenAI's
/// embedding models send in the place of texts.
///
/// Only the way back to a text is here; the base model then cuts the text into its own tokens. The
/// file holds the bytes of each token behind their number in one byte, by rising token, and is
/// made by `scripts/make-token-vocabulary.py`.
package struct TokenVocabulary: Sendable {
    private let bytes: [UInt8]
    /// Where each token begins, and where the last one ends.
    private let bounds: [Int]

    /// Reads a file; nil when its last token is not whole.
    package init?(fileBytes: [UInt8]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(fileBytes.count)
        var bounds = [0]
        var position = 0
        while position < fileBytes.count {
            let end = position + 1 + Int(fileBytes[position])
            guard end <= fileBytes.count else { return nil }
            bytes += fileBytes[position + 1..<end]
            bounds.append(bytes.count)
            position = end
        }
        self.bytes = bytes
        self.bounds = bounds
    }

    /// The vocabulary that lies beside the program.
    ///
    /// - Throws: `OperationError` when it is missing.
    package static func committed() throws(OperationError) -> TokenVocabulary {
        guard let place = Bundle.module.url(forResource: "cl100k_base", withExtension: "tokens"),
            let vocabulary = TokenVocabulary(
                fileBytes: try PosixFile.contents(of: place.path, limit: FileLimit.tensors))
        else {
            throw OperationError(
                .files, "the token vocabulary is missing beside the program: run 'make build'")
        }
        return vocabulary
    }

    /// How many tokens there are.
    package var count: Int { bounds.count - 1 }

    /// The text that tokens stand for; nil when one is no token of a text, as special tokens are.
    ///
    /// Bytes that are no UTF-8 become U+FFFD, as in tiktoken: a client that cuts a long text by
    /// tokens may cut within a character.
    package func text(of tokens: [Int]) -> String? {
        var text: [UInt8] = []
        for token in tokens {
            guard bounds.indices.dropLast().contains(token) else { return nil }
            text += bytes[bounds[token]..<bounds[token + 1]]
        }
        return String(decoding: text, as: UTF8.self)
    }
}
