internal import Foundation

/// This machine's Debian package index.
enum PackageIndex {
    /// Debian's whole index has about 80 MB.
    static let byteLimit = 1 << 30

    /// What `apt-cache dumpavail` prints.
    ///
    /// - Throws: `CommandError` when it cannot be run or says nothing.
    static func read() throws(CommandError) -> [UInt8] {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/apt-cache")
        process.arguments = ["dumpavail"]
        process.standardOutput = output
        do { try process.run() } catch {
            throw CommandError("cannot run apt-cache, which Debian has: \(error)")
        }
        let data = (try? output.fileHandleForReading.readToEnd()) ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0, !data.isEmpty else {
            throw CommandError("'apt-cache dumpavail' gave no packages: run 'apt-get update'")
        }
        return [UInt8](data)
    }
}
