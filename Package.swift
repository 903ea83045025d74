// swift-tools-version: 6.3
import PackageDescription

// The rooms, bottom-up. An arrow may only point up this table: a room may import the
// rooms it lists, all of which stand above it. Tests/TidyTests holds the sources to this table.
let rooms: [Room] = [
    Room("Wire", ["COpenSSL"]),
    Room("Money", ["Wire"]),
    Room("Identity", ["Wire", "Csecp256k1"]),
    Room("TransparencyLog", ["Wire", "COpenSSL"]),
    Room("Economy", ["Wire", "Money", "Identity"]),
    Room("Ledger", ["Wire", "Money", "Identity", "TransparencyLog", "Economy"]),
    Room("Machine", ["Wire"]),
    Room(
        "LedgerStorage",
        ["Wire", "Money", "Identity", "TransparencyLog", "Economy", "Ledger", "Machine"],
        libraries: [.grdb]),
    Room("Verifier", ["Wire", "Money", "Identity", "TransparencyLog"]),
    Room("Kernels", language: .c),
    Room("Tensors", ["Kernels"]),
    Room("Tokenizers", ["Wire"]),
    Room("ChatTemplates", ["Wire"]),
    Room("LanguageModels", ["Wire", "Tensors", "Tokenizers"]),
    Room("OpenLoRA", ["Wire", "Machine", "Tensors", "LanguageModels"]),
    Room("ProofOfAttribution", ["Wire", "Money", "Tensors"]),
    Room(
        "Datanets", ["Wire", "Identity", "TransparencyLog", "Ledger", "Machine"]),
    Room(
        "ModelFactory",
        [
            "Wire", "Money", "Identity", "TransparencyLog", "Economy", "Ledger", "Machine",
            "LedgerStorage", "Verifier", "Tensors", "Tokenizers", "LanguageModels",
            "ProofOfAttribution", "Datanets",
        ]),
    Room(
        "Workflows",
        [
            "Wire", "Money", "Identity", "Economy", "Ledger", "Machine", "ProofOfAttribution",
            "Datanets", "ModelFactory",
        ]),
    Room(
        "NodeAPI",
        ["Wire", "Money", "Identity", "TransparencyLog", "Economy", "Ledger", "Machine"],
        libraries: [
            .hummingbird, .hummingbirdCore, .httpTypes, .nio, .nioPosix, .nioEmbedded, .nioHTTP1,
            .nioHTTPTypes, .nioHTTPTypesHTTP1, .nioHTTPCompression, .log, .metrics,
        ]),
    Room(
        "Website",
        [
            "Wire", "Money", "Identity", "TransparencyLog", "Economy", "Ledger", "Machine",
            "Verifier", "NodeAPI",
        ],
        libraries: [.hummingbird, .httpTypes, .nio, .log, .mustache],
        resources: [.copy("Resources")]),
    Room(
        "Node",
        [
            "Wire", "Money", "Identity", "TransparencyLog", "Ledger", "Machine", "LedgerStorage",
            "Verifier", "Tensors", "Tokenizers", "LanguageModels", "Economy", "Datanets",
            "ModelFactory", "Workflows", "NodeAPI", "Website",
        ],
        libraries: [.log, .serviceLifecycle, .unixSignals],
        resources: [.copy("Resources/cl100k_base.tokens")]),
    Room(
        "Demonstration",
        [
            "Wire", "Money", "Identity", "TransparencyLog", "Ledger", "Machine", "LedgerStorage",
            "Verifier", "Tensors", "LanguageModels", "ProofOfAttribution", "Economy", "Datanets",
            "ModelFactory", "Workflows",
        ],
        resources: [.copy("Resources/debian-sample.tsv")]),
    Room(
        "Benchmarks",
        [
            "Wire", "Money", "Identity", "TransparencyLog", "Ledger", "Machine", "LedgerStorage",
            "Verifier", "Tensors", "Tokenizers", "LanguageModels", "ProofOfAttribution", "Economy",
            "Datanets", "ModelFactory", "Workflows", "NodeAPI", "Node", "Demonstration",
        ], libraries: [.log]),
    Room(
        "Commands",
        [
            "Wire", "Money", "Identity", "TransparencyLog", "Ledger", "Machine", "LedgerStorage",
            "Verifier", "Tensors", "Tokenizers", "ChatTemplates", "LanguageModels", "Economy",
            "Datanets", "ModelFactory", "Workflows", "Node", "Demonstration", "Benchmarks",
        ], libraries: [.argumentParser, .log]),
]

// What tests of several rooms share. One kit for all would build every room before Money's tests:
// there is one for each level of them, and a room's tests get those that name the room. No
// product holds a kit, so that building the program builds none.
//
// A kit may import a kit above it that is handed to the same rooms.
//
// LogTestKit writes a log's bytes by hand and must not know Ledger: the Verifier is tested by it.
let kits: [Kit] = [
    Kit(
        "VectorTestKit", [],
        testing: ["Wire", "Money", "Tensors", "LanguageModels", "ProofOfAttribution"]),
    Kit(
        "MachineTestKit", ["Machine"],
        testing: [
            "Machine", "LedgerStorage", "Datanets", "ModelFactory", "Workflows", "Node",
            "Demonstration",
        ]),
    Kit(
        "DatanetTestKit", ["Datanets"],
        testing: ["ModelFactory", "Datanets", "Workflows", "Node", "Demonstration"]),
    Kit(
        "LogTestKit", ["Wire", "Money", "Identity", "TransparencyLog"],
        testing: ["Verifier", "ModelFactory"]),
    Kit(
        "LedgerTestKit",
        ["Wire", "Money", "Identity", "TransparencyLog", "Economy", "Ledger"],
        testing: ["Ledger", "LedgerStorage", "NodeAPI", "Website"]),
    Kit(
        "AuditTestKit",
        [
            "Wire", "Identity", "TransparencyLog", "Ledger", "Machine", "LedgerStorage", "Verifier",
        ],
        testing: ["Workflows", "Node"]),
    Kit(
        "ModelTestKit", ["Wire", "LanguageModels"],
        testing: [
            "LanguageModels", "OpenLoRA", "ModelFactory", "Workflows", "Node", "Demonstration",
        ]),
    Kit(
        "NodeTestKit",
        [
            "Wire", "Money", "Identity", "TransparencyLog", "Economy", "Ledger", "Machine",
            "NodeAPI", "LedgerTestKit",
        ],
        libraries: [.hummingbird, .httpTypes, .nio, .nioPosix, .log],
        testing: ["NodeAPI", "Website"]),
]

// Sanitizers, fuzzers and quick local work build a part of the package:
// OPENLEDGER_ROOMS="Wire Money" leaves every other room, and the packages only those need, out.
let wanted = Context.environment["OPENLEDGER_ROOMS"].map { names in
    closure(of: names.split(separator: " ").map(String.init))
}
let built = rooms.filter { wanted?.contains($0.name) ?? true }
let builtKits = kits.filter { kit in built.contains { kit.isTesting($0.name) } }

// Two libraries of one package are one dependency.
let secondary: Set<Library> = [
    .unixSignals, .hummingbirdCore, .nioPosix, .nioEmbedded, .nioHTTP1, .nioHTTPTypes,
    .nioHTTPTypesHTTP1,
]
let packages = Library.allCases
    .filter { library in built.contains { $0.libraries.contains(library) } }
    .filter { !secondary.contains($0) }
    .map(\.dependency)

let package = Package(
    name: "openledger",
    products: wanted == nil ? products : [],
    dependencies: packages,
    targets: built.map(\.target) + builtKits.map(\.target) + built.compactMap(\.tests)
        + systemLibraries + wholePackage
)

/// What other packages may build on: their rooms are `public`, all others `package`.
///
/// The Verifier comes with everything it needs to check a log and a receipt; the models with the
/// arithmetic that makes the same bits everywhere.
var products: [Product] {
    [
        .executable(name: "openledger", targets: ["openledger"]),
        .library(
            name: "OpenLedgerVerifier",
            targets: ["Wire", "Money", "Identity", "TransparencyLog", "Verifier"]),
        .library(
            name: "OpenLedgerModels",
            targets: [
                "Tensors", "Tokenizers", "ChatTemplates", "LanguageModels", "ProofOfAttribution",
            ]),
    ]
}

/// One directory under Sources with, except for the C room, one under Tests.
struct Room {
    enum Language { case swift, c }

    /// Rooms whose tests read files beside them.
    static let withFixtures: Set = [
        "Wire", "Identity", "TransparencyLog", "LedgerStorage", "Verifier", "Tokenizers",
        "ChatTemplates", "LanguageModels",
    ]

    let name: String
    let imports: [String]
    let libraries: [Library]
    let language: Language
    let resources: [Resource]

    init(
        _ name: String, _ imports: [String] = [], libraries: [Library] = [],
        language: Language = .swift, resources: [Resource] = []
    ) {
        self.name = name
        self.imports = imports
        self.libraries = libraries
        self.language = language
        self.resources = resources
    }

    var target: Target {
        switch language {
        case .c:
            // Kernels decide every bit of a receipt and most of the time of a run: they are
            // optimised in every configuration, debug included.
            .target(name: name, cSettings: [.unsafeFlags(["-O3", "-fno-math-errno"])])
        case .swift:
            .target(
                name: name, dependencies: dependencies, resources: resources,
                swiftSettings: .strict)
        }
    }

    var dependencies: [Target.Dependency] {
        imports.map { .target(name: $0) } + libraries.map(\.product)
    }

    var tests: Target? {
        guard language == .swift else { return nil }
        return .testTarget(
            name: name + "Tests",
            dependencies: [.target(name: name)] + dependencies
                + kits.filter { $0.isTesting(name) }.map { .target(name: $0.name) },
            resources: Room.withFixtures.contains(name) ? [.copy("Fixtures")] : [],
            swiftSettings: .strict)
    }
}

/// One directory under Tests/TestKit: fixtures, imported by the tests of some rooms only.
struct Kit {
    let name: String
    let imports: [String]
    private let libraries: [Library]
    private let users: Set<String>

    init(
        _ name: String, _ imports: [String], libraries: [Library] = [], testing users: Set<String>
    ) {
        self.name = name
        self.imports = imports
        self.libraries = libraries
        self.users = users
    }

    func isTesting(_ room: String) -> Bool { users.contains(room) }

    var target: Target {
        .target(
            name: name,
            dependencies: imports.map { .target(name: $0) } + libraries.map(\.product),
            path: "Tests/TestKit/\(name)", swiftSettings: .strict)
    }
}

enum Library: CaseIterable {
    case grdb, argumentParser
    case hummingbird, httpTypes, nio, mustache, log, metrics, serviceLifecycle, unixSignals
    case hummingbirdCore, nioPosix, nioEmbedded, nioHTTP1, nioHTTPCompression
    case nioHTTPTypes, nioHTTPTypesHTTP1

    var dependency: Package.Dependency {
        switch self {
        case .grdb: .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0")
        case .argumentParser:
            .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")
        case .hummingbird, .hummingbirdCore:
            .package(
                url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1",
                traits: [])
        case .httpTypes: .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0")
        case .nio, .nioPosix, .nioEmbedded, .nioHTTP1:
            .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2")
        case .nioHTTPCompression, .nioHTTPTypes, .nioHTTPTypesHTTP1:
            .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2")
        case .mustache:
            .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1")
        case .log: .package(url: "https://github.com/apple/swift-log", exact: "1.16.2")
        case .metrics: .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0")
        case .serviceLifecycle, .unixSignals:
            .package(
                url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0")
        }
    }

    var product: Target.Dependency {
        switch self {
        case .grdb: .product(name: "GRDB", package: "GRDB.swift")
        case .argumentParser:
            .product(name: "ArgumentParser", package: "swift-argument-parser")
        case .hummingbird: .product(name: "Hummingbird", package: "hummingbird")
        case .hummingbirdCore: .product(name: "HummingbirdCore", package: "hummingbird")
        case .httpTypes: .product(name: "HTTPTypes", package: "swift-http-types")
        case .nio: .product(name: "NIOCore", package: "swift-nio")
        case .nioPosix: .product(name: "NIOPosix", package: "swift-nio")
        case .nioEmbedded: .product(name: "NIOEmbedded", package: "swift-nio")
        case .nioHTTP1: .product(name: "NIOHTTP1", package: "swift-nio")
        case .nioHTTPCompression:
            .product(name: "NIOHTTPCompression", package: "swift-nio-extras")
        case .nioHTTPTypes: .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
        case .nioHTTPTypesHTTP1:
            .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
        case .mustache: .product(name: "Mustache", package: "swift-mustache")
        case .log: .product(name: "Logging", package: "swift-log")
        case .metrics: .product(name: "Metrics", package: "swift-metrics")
        case .serviceLifecycle:
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
        case .unixSignals: .product(name: "UnixSignals", package: "swift-service-lifecycle")
        }
    }
}

/// Debian's libraries; each is bound in when a room of this build needs it.
var systemLibraries: [Target] {
    [
        ("COpenSSL", "libcrypto", "libssl-dev"),
        ("Csecp256k1", "libsecp256k1", "libsecp256k1-dev"),
    ].filter { library in built.contains { $0.imports.contains(library.0) } }.map {
        .systemLibrary(name: $0.0, pkgConfig: $0.1, providers: [.apt([$0.2])])
    }
}

var wholePackage: [Target] {
    guard wanted == nil else { return [] }
    return [
        .executableTarget(
            name: "openledger", dependencies: ["Commands"], swiftSettings: .strict),
        .testTarget(name: "TidyTests", swiftSettings: .strict),
    ]
}

/// The named rooms and everything that they and their tests import.
func closure(of names: [String]) -> Set<String> {
    var found: Set<String> = []
    var open = names
    while let name = open.popLast() {
        guard found.insert(name).inserted else { continue }
        open += rooms.first { $0.name == name }?.imports ?? []
        open += kits.filter { $0.isTesting(name) }.flatMap(\.imports)
    }
    return found
}

/// https://www.swift.org/swift-evolution/ SE-0335, SE-0409, SE-0444, SE-0461, SE-0470, SE-0458.
/// A misspelt feature name is ignored in silence; TidyTests checks the spelling.
extension [SwiftSetting] {
    static let strict: [SwiftSetting] = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .treatAllWarnings(as: .error),
        .strictMemorySafety(),
    ]
}
