public import Wire

/// The `chat_template` of an instruction model: writes a conversation as the model saw its own.
///
/// It renders as `apply_chat_template` of Hugging Face's transformers does, byte for byte: Jinja in
/// a sandbox, with `trim_blocks` and `lstrip_blocks`, its own `tojson`, `raise_exception` and
/// `strftime_now`. A template that needs more of Jinja or of Python than this room has is refused
/// by the name of what it needs, when it is read wherever that shows there, else when a rendering
/// comes to it; nothing is approximated.
///
/// A template is a program of strangers. It is read and rendered within bounds on its size, on
/// nesting, on work, and on what it writes.
public struct ChatTemplate: Sendable {
    /// How many bytes of UTF-8 a source may have; those of models have some thousands.
    public static let sourceLimit = 1 << 17
    /// How many different variables a template may use.
    public static let nameLimit = 512
    /// How many Unicode scalars a rendering may write.
    public static let outputLimit = 1 << 24

    private let tree: TemplateTree

    /// Reads a template.
    ///
    /// - Throws: ``ChatTemplateError`` with the line of what is no Jinja or is not supported.
    public init(source: String) throws(ChatTemplateError) {
        guard source.utf8.count <= Self.sourceLimit else {
            throw .sourceTooLarge(limit: Self.sourceLimit)
        }
        tree = try TemplateTree(source: source)
    }

    /// The text of a conversation, up to where the model goes on.
    ///
    /// - Parameters:
    ///   - messages: The conversation, at least one message.
    ///   - addGenerationPrompt: Whether the head of the assistant's next message is written, too.
    ///   - beginToken: The text of the token with which a text begins, `bos_token`.
    ///   - endToken: The text of the token with which a text ends, `eos_token`.
    ///   - tools: Schemas of the tools that the model may call, in the form of OpenAI's API.
    ///   - now: The moment for templates that write the date with `strftime_now`.
    ///   - variables: What the template takes besides, such as `enable_thinking`, `date_string`,
    ///     `documents` or further tokens; a token here goes before the parameter of its name.
    /// - Returns: What `apply_chat_template` gives with `tokenize=False`.
    /// - Throws: ``ChatTemplateError``: `raised` where the template refuses the conversation.
    public func render(
        _ messages: [ChatMessage], addGenerationPrompt: Bool, beginToken: String? = nil,
        endToken: String? = nil, tools: [JSONValue]? = nil, now: CivilTime? = nil,
        variables: [String: JSONValue] = [:]
    ) throws(ChatTemplateError) -> String {
        try render(
            messages: messages.map(\.json), addGenerationPrompt: addGenerationPrompt,
            beginToken: beginToken, endToken: endToken, tools: tools, now: now,
            variables: variables)
    }

    /// As ``render(_:addGenerationPrompt:beginToken:endToken:tools:now:variables:)``, of messages
    /// with any members.
    ///
    /// As transformers does: a member that is null is left out, and a message's thoughts are found
    /// under each of the names `reasoning_content`, `thinking` and, where it came so, `reasoning`.
    ///
    /// - Returns: What `apply_chat_template` gives with `tokenize=False`.
    /// - Throws: ``ChatTemplateError/malformedConversation(_:)`` also for a message that is no
    ///   object, as for a tool.
    public func render(
        messages: [JSONValue], addGenerationPrompt: Bool, beginToken: String? = nil,
        endToken: String? = nil, tools: [JSONValue]? = nil, now: CivilTime? = nil,
        variables: [String: JSONValue] = [:]
    ) throws(ChatTemplateError) -> String {
        guard !messages.isEmpty else { throw .malformedConversation("it has no message") }
        var conversation: [JSONValue] = []
        for message in messages {
            guard let members = message.members else {
                throw .malformedConversation("a message is no object")
            }
            conversation.append(.object(Self.withReasoning(members)))
        }
        guard (tools ?? []).allSatisfy({ $0.members != nil }) else {
            throw .malformedConversation("a tool is no object")
        }
        var given: [String: JSONValue] = ["documents": .null]
        if let beginToken { given["bos_token"] = .string(beginToken) }
        if let endToken { given["eos_token"] = .string(endToken) }
        given.merge(variables) { _, variable in variable }
        given["messages"] = .array(conversation)
        given["tools"] = tools.map { .array($0) } ?? .null
        given["add_generation_prompt"] = .bool(addGenerationPrompt)
        return try rendered(given, now)
    }

    /// A message's members without those that are null, and with its thoughts under all names.
    private static func withReasoning(
        _ members: [(String, JSONValue)]
    ) -> [(String, JSONValue)] {
        let present = members.filter { $0.1 != .null }
        let message = JSONValue.object(present)
        let names = ["reasoning_content", "thinking", "reasoning"]
        guard let reasoning = names.lazy.compactMap({ message[$0] }).first else { return present }
        // A key that comes again keeps its place and takes the later value.
        return [("thinking", reasoning)] + present + [("reasoning_content", reasoning)]
    }

    private func rendered(
        _ given: [String: JSONValue], _ now: CivilTime?
    ) throws(ChatTemplateError) -> String {
        let units = given.values.reduce(0) { $0 + $1.units() }
        let globals = Dictionary(
            uniqueKeysWithValues: GlobalFunction.allCases.map { ($0.rawValue, $0) })
        let reader = Renderer(tree: tree, context: [], now: nil, inputUnits: units)
        var context: [TemplateValue?] = []
        for name in tree.names {
            if let json = given[name] {
                context.append(try reader.value(of: json))
            } else {
                context.append(globals[name].map { .function($0) })
            }
        }
        let renderer = Renderer(tree: tree, context: context, now: now, inputUnits: units)
        return try renderer.run()
    }
}

extension JSONValue {
    /// How large an input is, its bytes and some more for each value, down to the depth that a
    /// rendering takes.
    fileprivate func units(at depth: Int = 0) -> Int {
        guard depth <= Renderer.valueDepthLimit else { return 0 }
        return switch self {
        case .null, .bool, .integer, .decimal: 4
        case .string(let text): 4 + text.utf8.count
        case .array(let elements): elements.reduce(4) { $0 + $1.units(at: depth + 1) }
        case .object(let members):
            members.reduce(4) { $0 + $1.0.utf8.count + $1.1.units(at: depth + 1) }
        }
    }
}
