import Foundation

/// A case of docs/formats/vectors: a function, what is given to it and what is expected of it.
///
/// scripts/reference/vectors.py writes them; docs/formats/arithmetic.md names the functions.
package struct ConformanceVector: Decodable, Sendable {
    /// The function's name.
    package let function: String
    /// Whole numbers by name.
    package let sizes: [String: Int]
    private let given: [String: String]
    private let expected: [String: String]

    /// The cases of a function, of one file.
    ///
    /// - Throws: what reading and decoding throw, and ``ConformanceVectorError`` where there is no
    ///   such case.
    package static func all(of function: String, in file: String) throws -> [ConformanceVector] {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "docs/formats/vectors/\(file).json")
        let cases = try JSONDecoder().decode([Self].self, from: Data(contentsOf: path))
            .filter { $0.function == function }
        guard !cases.isEmpty else { throw ConformanceVectorError.missing(function) }
        return cases
    }

    /// A whole number of the case.
    ///
    /// - Throws: ``ConformanceVectorError``.
    package func size(_ name: String) throws -> Int {
        guard let size = sizes[name] else { throw ConformanceVectorError.missing(name) }
        return size
    }

    /// Whether the case gives something of that name.
    package func gives(_ name: String) -> Bool { given[name] != nil }

    /// Numbers of single precision that are given.
    ///
    /// - Throws: ``ConformanceVectorError``.
    package func singles(_ name: String) throws -> [Float] {
        try Self.words(text(name)).map { Float(bitPattern: $0) }
    }

    /// One number of single precision that is given.
    ///
    /// - Throws: ``ConformanceVectorError``.
    package func single(_ name: String) throws -> Float {
        guard let value = try singles(name).first else {
            throw ConformanceVectorError.missing(name)
        }
        return value
    }

    /// A text that is given.
    ///
    /// - Throws: ``ConformanceVectorError``.
    package func text(_ name: String) throws -> String {
        guard let text = given[name] else { throw ConformanceVectorError.missing(name) }
        return text
    }

    /// Bytes that are given.
    ///
    /// - Throws: ``ConformanceVectorError``.
    package func bytes(_ name: String) throws -> [UInt8] {
        try Self.bytes(of: text(name))
    }

    /// The bits of numbers of single precision that are expected.
    ///
    /// - Throws: ``ConformanceVectorError``.
    package func expectedBits(_ name: String) throws -> [UInt32] {
        guard let text = expected[name] else { throw ConformanceVectorError.missing(name) }
        return try Self.words(text)
    }

    /// Bytes that are expected.
    ///
    /// - Throws: ``ConformanceVectorError``.
    package func expectedBytes(_ name: String) throws -> [UInt8] {
        guard let text = expected[name] else { throw ConformanceVectorError.missing(name) }
        return try Self.bytes(of: text)
    }

    private static func words(_ text: String) throws -> [UInt32] {
        try text.split(separator: " ").map { word in
            guard word.utf8.count == 8, let bits = UInt32(word, radix: 16) else {
                throw ConformanceVectorError.notHexadecimal(String(word))
            }
            return bits
        }
    }

    private static func bytes(of text: String) throws -> [UInt8] {
        let digits = Array(text)
        guard digits.count % 2 == 0 else { throw ConformanceVectorError.notHexadecimal(text) }
        return try stride(from: 0, to: digits.count, by: 2).map { place in
            let pair = String(digits[place...place + 1])
            guard let byte = UInt8(pair, radix: 16) else {
                throw ConformanceVectorError.notHexadecimal(pair)
            }
            return byte
        }
    }
}

/// Why a conformance vector cannot be read.
package enum ConformanceVectorError: Error, Equatable, CustomStringConvertible {
    case missing(String)
    case notHexadecimal(String)

    /// One sentence.
    package var description: String {
        switch self {
        case .missing(let name): "The vectors have no '\(name)'; write them again."
        case .notHexadecimal(let text): "'\(text)' in the vectors is not hexadecimal."
        }
    }
}

/// The bits of numbers of single precision.
package func bitPatterns(_ values: some Sequence<Float>) -> [UInt32] { values.map(\.bitPattern) }
