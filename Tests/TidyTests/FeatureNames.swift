import Foundation

/// The compiler ignores a feature that it does not know, so a misspelt one protects nothing.
enum FeatureNames {
    static func enabled(in manifest: String) -> [String] {
        manifest.matches(of: #/\.enableUpcomingFeature\("(\w+)"\)/#).map { String($0.output.1) }
    }

    static func unknown(manifest: String, supported: Set<String>) -> [String] {
        enabled(in: manifest).filter { !supported.contains($0) }
    }

    /// The upcoming features that the installed compiler knows.
    static func supportedByCompiler() throws -> Set<String> {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["swiftc", "-print-supported-features"]
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let text = String(decoding: bytes, as: UTF8.self)
        return Set(text.matches(of: #/"name": "(\w+)"/#).map { String($0.output.1) })
    }
}
