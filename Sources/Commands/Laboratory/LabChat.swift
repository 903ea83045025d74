internal import ArgumentParser
internal import ChatTemplates
internal import LanguageModels
internal import Machine
internal import Tokenizers
internal import Wire

/// `openledger lab chat --model M --messages FILE.json --json`.
struct LabChat: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat",
        abstract: "Write a conversation by the model's template, and turn it into tokens.",
        discussion: """
            FILE holds the messages as OpenAI's API has them: [{"role": …, "content": …}, …]. The \
            beginning of the model's answer is added.
            """)

    private static let sizeLimit = 16 << 20

    @OptionGroup var options: DecoderOptions

    @Option(help: "The messages, one JSON array.")
    var messages: String

    @OptionGroup var output: OutputOptions

    func run() throws {
        let model = try options.open()
        guard let source = model.chatTemplate else {
            throw OperationError(.notFound, "the model has no chat template")
        }
        let bytes = try PosixFile.contents(of: messages, limit: Self.sizeLimit)
        let json: JSONValue
        do { json = try JSONValue(parsing: bytes, limit: Self.sizeLimit) } catch {
            throw OperationError(.usage, "\(messages): \(error)")
        }
        guard let list = json.arrayValue else {
            throw OperationError(.usage, "\(messages) holds no array of messages")
        }
        let prompt = try ChatTemplate(source: source).render(
            messages: list, addGenerationPrompt: true, beginToken: model.beginText,
            endToken: model.endText)
        // Whatever the template puts before a text is in the prompt already.
        let tokens = model.tokenizer.encode(prompt, surrounded: false, control: .parsed)
        output.show(
            .object([
                ("prompt", .string(prompt)),
                ("tokens", .array(tokens.map { .integer(Int64($0)) })),
            ]), [prompt])
    }
}
