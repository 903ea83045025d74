internal import Kernels

/// A set of instructions that the arithmetic can be run with.
///
/// Every path gives the same bits.
public enum KernelPath: String, CaseIterable, Sendable {
    case avx512, avx2, neon, portable
    /// The AVX-512 register tile on baseline vectors: for tests on machines without AVX-512.
    case wideTile

    /// The paths that this machine can run.
    public static var available: [KernelPath] {
        allCases.filter { ol_path_is_available($0.code) != 0 }
    }

    /// The path in use: the widest available one unless selected otherwise.
    public static var current: KernelPath {
        let code = ol_path_current()
        return allCases.first { $0.code == code } ?? .portable
    }

    /// Makes every later computation of this process use the path.
    ///
    /// - Throws: `KernelPathError` when this machine's CPU lacks it.
    public static func select(_ path: KernelPath) throws(KernelPathError) {
        guard ol_path_select(path.code) != 0 else {
            throw .unavailable(path.rawValue)
        }
    }

    /// Selects the path that a person named, as in the environment variable `OPENLEDGER_KERNELS`.
    ///
    /// - Throws: `KernelPathError` for a name that is no path, or one that this CPU lacks.
    public static func select(named name: String) throws(KernelPathError) {
        guard let path = KernelPath(rawValue: name), path != .wideTile else {
            throw .unknown(name)
        }
        try select(path)
    }

    private var code: ol_path {
        switch self {
        case .avx512: OL_PATH_AVX512
        case .avx2: OL_PATH_AVX2
        case .neon: OL_PATH_NEON
        case .portable: OL_PATH_PORTABLE
        case .wideTile: OL_PATH_WIDE_TILE
        }
    }
}

/// Why a kernel path was refused.
public enum KernelPathError: Error, Equatable, CustomStringConvertible {
    case unknown(String)
    case unavailable(String)

    /// One sentence that says what to do.
    public var description: String {
        let usable = KernelPath.available.filter { $0 != .wideTile }.map(\.rawValue)
        let list = usable.joined(separator: ", ")
        switch self {
        case .unknown(let name):
            return "no kernel path is named '\(name)'; this machine can run: \(list)"
        case .unavailable(let name):
            return "this CPU cannot run the kernel path '\(name)'; it can run: \(list)"
        }
    }
}
