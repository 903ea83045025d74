public import Wire

/// One message of a conversation, as chat templates read it.
public struct ChatMessage: Equatable, Sendable {
    /// Who speaks: `system`, `user`, `assistant`, `tool`, or what the model's template knows.
    public var role: String
    /// The text; nil leaves the member out, as in a call of tools without words.
    public var content: String?
    /// The speaker's name, or that of a tool that answers.
    public var name: String?
    /// The calls of tools that an assistant's message makes, in the form of OpenAI's API.
    public var toolCalls: [JSONValue]
    /// The call that a tool's message answers.
    public var toolCallIdentifier: String?
    /// What the assistant thought before it answered.
    public var reasoning: String?

    /// A message of these members; those that are nil or empty are left out.
    public init(
        role: String, content: String?, name: String? = nil, toolCalls: [JSONValue] = [],
        toolCallIdentifier: String? = nil, reasoning: String? = nil
    ) {
        self.role = role
        self.content = content
        self.name = name
        self.toolCalls = toolCalls
        self.toolCallIdentifier = toolCallIdentifier
        self.reasoning = reasoning
    }

    /// The message as templates see it.
    ///
    /// - Returns: An object with `role`, and of `content`, `name`, `tool_calls`, `tool_call_id` and
    ///   `reasoning_content` those that are there.
    public var json: JSONValue {
        var members: [(String, JSONValue)] = [("role", .string(role))]
        if let content { members.append(("content", .string(content))) }
        if let name { members.append(("name", .string(name))) }
        if !toolCalls.isEmpty { members.append(("tool_calls", .array(toolCalls))) }
        if let toolCallIdentifier { members.append(("tool_call_id", .string(toolCallIdentifier))) }
        if let reasoning { members.append(("reasoning_content", .string(reasoning))) }
        return .object(members)
    }
}
