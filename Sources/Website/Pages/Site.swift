internal import Money
internal import NodeAPI

/// What pages are made from.
struct Site: Sendable {
    let services: NodeServices
    let templates: Templates
    let assets: AssetStore

    /// The frame of a page.
    ///
    /// - Parameters:
    ///   - section: the address of the navigation's entry that the page belongs to.
    ///   - title: the page's name.
    ///   - isVerifiable: whether the page carries a receipt that the script checks.
    /// - Returns: the frame, with the demonstration's banner where the log is one.
    /// - Throws: what the services throw.
    func shell(
        _ section: String, title: String, isVerifiable: Bool = false
    ) async throws -> Shell {
        let head = try await services.books.head()
        var balance: Markup?
        if let visitor = await services.callers.visitor() {
            balance = AmountText.exact(try await services.callers.balance(of: visitor.account))
        }
        return Shell(
            title: title, style: assets.links.style, icon: assets.links.icon,
            sans: assets.links.sans, script: isVerifiable ? assets.links.verifier : nil,
            isDemonstration: head.isDemonstration, visitorBalance: balance,
            sections: Shell.sections(current: section))
    }

    /// A frame that asks no service.
    func bareShell(_ title: String) -> Shell {
        Shell(
            title: title, style: assets.links.style, icon: assets.links.icon,
            sans: assets.links.sans, script: nil, isDemonstration: false, visitorBalance: nil,
            sections: Shell.sections(current: ""))
    }
}

/// The frame around every page.
struct Shell: Sendable {
    struct Section: Sendable {
        let href: String
        let label: String
        let isCurrent: Bool
    }

    let title: String
    let style: String
    let icon: String
    let sans: String
    let script: String?
    let isDemonstration: Bool
    let visitorBalance: Markup?
    let sections: [Section]

    static func sections(current: String) -> [Section] {
        [("/", "Ask"), ("/datanets", "Datanets"), ("/models", "Models"), ("/log", "Log")]
            .map { Section(href: $0.0, label: $0.1, isCurrent: $0.0 == current) }
    }
}

/// A page that says why there is no other.
struct ProblemPage: PageView {
    static let template = "problem"

    let shell: Shell
    let heading: String
    let sentence: String
    let status: String
}
