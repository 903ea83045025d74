package import Datanets
internal import FoundationEssentials

/// `--labels FILE|a,b,c`: labels a line of a file, or between commas.
package enum LabelArgument {
    private static let byteLimit = 1 << 20

    /// The labels.
    ///
    /// - Throws: `CommandError` for a file that cannot be read, is too large or is no UTF-8.
    package static func labels(_ argument: String) throws(CommandError) -> LabelSet {
        guard FileManager.default.fileExists(atPath: argument) else {
            guard !argument.contains("/") else {
                throw CommandError("there is no file \(argument) with labels")
            }
            return LabelSet(
                argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init))
        }
        let bytes = try SmallFile.read(argument, limit: byteLimit)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandError("\(argument) is not UTF-8: save it as UTF-8, a label a line")
        }
        let lines = text.split { $0 == "\n" || $0 == "\r\n" }
        return LabelSet(lines.map(String.init))
    }
}
