internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import Machine
internal import NodeAPI
internal import Wire

/// One file that pages load, under a name that changes with its contents.
struct Asset: Sendable {
    /// `app.0123456789ab.css`.
    let name: String
    /// What it is sent as.
    let mediaType: String
    /// The file.
    let bytes: [UInt8]

    /// Where pages find it.
    var path: String { "/assets/" + name }
    /// The entity tag.
    var tag: String { "\"" + name + "\"" }

    fileprivate init(file: String, bytes: [UInt8]) {
        let parts = file.split(separator: ".", maxSplits: 1)
        let kind = String(parts.last ?? "")
        name = "\(parts.first ?? "").\(Digest.sha256(bytes).hex.prefix(12)).\(kind)"
        self.bytes = bytes
        mediaType =
            switch kind {
            case "css": "text/css; charset=utf-8"
            case "js": "text/javascript; charset=utf-8"
            case "svg": "image/svg+xml"
            case "woff2": "font/woff2"
            default: "application/octet-stream"
            }
    }
}

/// The style sheet, the script, the fonts and the icon.
struct AssetStore: Sendable {
    /// What every page needs to name.
    struct Links: Sendable {
        let style: String
        let verifier: String
        let forms: String
        let icon: String
        let sans: String
    }

    /// The files of the style sheet in the order in which their rules stand: a later one wins.
    static let styleParts = [
        "tokens", "elements", "shared", "frame", "layout", "controls", "forms", "first-page",
        "answer", "marks", "shares", "drawings", "fee-flow", "receipt-panel", "tables",
        "statistics", "notices", "inclusion-path", "media",
    ]

    /// The files of the script that checks receipts, in the order in which they build on each
    /// other.
    static let verifierParts = [
        "bytes", "secp256k1", "entry", "words", "drawings", "shown", "receipt", "checks",
    ]

    let links: Links
    private let assets: [String: Asset]

    /// Reads the assets from a folder of resources.
    ///
    /// - Throws: ``ResourceError/missing(_:)``.
    init(directory: URL) throws(ResourceError) {
        func read(_ path: String) throws(ResourceError) -> [UInt8] {
            let file = directory.appending(path: path).path
            guard let bytes = try? PosixFile.contents(of: file, limit: FileLimit.text) else {
                throw .missing(path)
            }
            return bytes
        }
        func font(_ name: String) throws(ResourceError) -> Asset {
            Asset(file: name, bytes: try read("fonts/" + name))
        }
        let fonts = [try font("sans.woff2"), try font("serif.woff2"), try font("mono.woff2")]
        var sheets: [String] = []
        for part in Self.styleParts {
            sheets.append(String(decoding: try read("assets/style/\(part).css"), as: UTF8.self))
        }
        var css = sheets.joined(separator: "\n")
        for font in fonts {
            let file = font.name.prefix { $0 != "." } + ".woff2"
            css = css.replacing("url(\(file))", with: "url(\(font.name))")
        }
        let style = Asset(file: "app.css", bytes: Array(css.utf8))
        var scripts: [String] = []
        for part in Self.verifierParts {
            scripts.append(String(decoding: try read("assets/verify/\(part).js"), as: UTF8.self))
        }
        // One scope for all parts and none of it outside; comments and indentation stay here.
        let script = "(() => {\n'use strict';\n" + Self.packed(scripts) + "})();\n"
        let verifier = Asset(file: "verify.js", bytes: Array(script.utf8))
        let forms = Asset(file: "forms.js", bytes: try read("assets/forms.js"))
        let icon = Asset(file: "icon.svg", bytes: try read("assets/icon.svg"))
        links = Links(
            style: style.path, verifier: verifier.path, forms: forms.path, icon: icon.path,
            sans: fonts[0].path)
        let all = fonts + [style, verifier, forms, icon]
        assets = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    }

    /// Scripts one after the other, without lines that are comments and without indentation.
    private static func packed(_ scripts: [String]) -> String {
        scripts.flatMap { $0.split(separator: "\n") }.map { $0.drop { $0 == " " } }
            .filter { !$0.hasPrefix("//") }.map { $0 + "\n" }.joined()
    }

    /// The asset of a name; nil when there is none.
    subscript(name: String) -> Asset? { assets[name] }
}

/// `/assets`: files whose names change with their contents, and so never change.
struct AssetRoutes: Sendable {
    let store: AssetStore

    var all: [Route] { [.page("/assets/{name}", isCounted: false, answer: asset)] }

    private func asset(_ call: Call) async throws -> Response {
        guard let asset = store[call.capture("name")] else { throw HTTPProblem.noPage }
        let headers: HTTPFields = [
            .cacheControl: "public, max-age=31536000, immutable", .eTag: asset.tag,
        ]
        guard !matches(call.request.headers[.ifNoneMatch], asset.tag) else {
            return Response(status: .notModified, headers: headers, body: ResponseBody())
        }
        return .bytes(asset.bytes, type: asset.mediaType, headers: headers)
    }

    /// Whether `If-None-Match` names the tag (RFC 9110 §13.1.2, weak comparison).
    private func matches(_ field: String?, _ tag: String) -> Bool {
        guard let field else { return false }
        return field.split(separator: ",").contains { part in
            let name = part.drop { $0 == " " || $0 == "\t" }
            return name == "*" || (name.hasPrefix("W/") ? name.dropFirst(2) : name) == tag
        }
    }
}
