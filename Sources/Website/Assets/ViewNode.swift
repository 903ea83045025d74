internal import Mustache

/// A part of a page as templates look into it: its members by name.
///
/// Reflection is slow, and Mustache alone would reflect a part again for each name it looks up;
/// here each part is reflected once.
struct ViewNode {
    private let members: [String: Any]

    /// The members of a struct, whatever they hold.
    init(_ part: Any) {
        var members: [String: Any] = [:]
        for child in Mirror(reflecting: part).children {
            guard let name = child.label, let value = Self.node(child.value) else { continue }
            members[name] = value
        }
        self.members = members
    }

    /// A leaf as it is, a struct as a node, an array of either; nil for a value that is not there.
    private static func node(_ value: Any) -> Any? {
        switch value {
        case is String, is Bool, is Int, is Markup: return value
        default: break
        }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.flatMap { node($0.value) }
        case .collection: return mirror.children.compactMap { node($0.value) }
        default: return ViewNode(value)
        }
    }
}

extension ViewNode: MustacheParent {
    func child(named name: String) -> Any? { members[name] }
}
