public import Tokenizers
import Wire

/// A model that writes, as its files hold it: weights, tokenizer, and the template of a
/// conversation.
///
/// It comes as a Hugging Face folder or as one GGUF file, which has all of it in its metadata.
public struct GenerativeModel: Sendable {
    private static let tokenizerName = "tokenizer.json"
    private static let settingsName = "tokenizer_config.json"
    private static let templateName = "chat_template.jinja"

    /// The weights, unread.
    public let weights: DecoderWeights
    /// Text to ids and back.
    public let tokenizer: BytePairTokenizer
    /// The Jinja source of the conversation's template; nil where the model has none.
    public let chatTemplate: String?
    /// The texts that a template may put around: what begins a sequence, and what ends one.
    public let beginText: String?
    /// See ``beginText``.
    public let endText: String?

    /// The decoder's shape.
    public var configuration: DecoderConfiguration { weights.configuration }

    /// Opens a folder that holds `config.json`, or else a GGUF file.
    ///
    /// - Throws: ``ModelFolderError``; a tokenizer with more ids than the model has embeddings is
    ///   refused.
    public init(path: String) throws(ModelFolderError) {
        if RegularFile.exists(at: path + "/config.json") {
            weights = try DecoderWeights(folder: path)
            (tokenizer, chatTemplate, beginText, endText) = try Self.texts(of: path)
        } else {
            let file: GGUFFile
            do { file = try GGUFFile(path: path) } catch { throw .gguf(error) }
            weights = try DecoderWeights(gguf: file)
            let parts = try GGUFTokenizer(file)
            do {
                tokenizer = try BytePairTokenizer(
                    vocabulary: try GGUFVocabulary(parts, file: file.name))
            } catch let error as TokenizerError {
                throw .tokenizer(error)
            } catch let error as ModelFolderError {
                throw error
            } catch {
                throw .contradiction("\(error)")
            }
            chatTemplate = parts.chatTemplate
            func text(_ id: Int32?) -> String? {
                id.flatMap { String(validating: parts.tokens[Int($0)], as: UTF8.self) }
            }
            (beginText, endText) = (text(parts.beginTokenID), text(parts.endTokenID))
        }
        guard tokenizer.identifierCount <= configuration.vocabularySize else {
            throw .contradiction(
                "The tokenizer has \(tokenizer.identifierCount) ids and the model "
                    + "\(configuration.vocabularySize) embeddings; they are of two models.")
        }
    }

    private typealias Texts = (BytePairTokenizer, String?, String?, String?)

    private static func texts(of folder: String) throws(ModelFolderError) -> Texts {
        let json: [UInt8]
        do {
            json = try RegularFile.bytes(at: folder + "/" + tokenizerName, limit: 64 << 20)
        } catch { throw .unreadable(error) }
        let tokenizer: BytePairTokenizer
        do { tokenizer = try BytePairTokenizer(json: json) } catch { throw .tokenizer(error) }
        guard RegularFile.exists(at: folder + "/" + settingsName) else {
            return (tokenizer, try template(beside: nil, in: folder), nil, nil)
        }
        let settings = try ModelJSON(file: settingsName, in: folder)
        return (
            tokenizer, try template(beside: settings, in: folder),
            content(of: settings.value["bos_token"]), content(of: settings.value["eos_token"])
        )
    }

    /// A file of its own comes before the setting, as in transformers.
    private static func template(
        beside settings: ModelJSON?, in folder: String
    ) throws(ModelFolderError) -> String? {
        let path = folder + "/" + templateName
        guard RegularFile.exists(at: path) else {
            return settings?.value["chat_template"]?.stringValue
        }
        do {
            let bytes = try RegularFile.bytes(at: path, limit: 1 << 20)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw ModelFolderError.contradiction("\(templateName) is no UTF-8.")
            }
            return text
        } catch let error as FileError {
            throw .unreadable(error)
        } catch let error as ModelFolderError {
            throw error
        } catch { throw .contradiction("\(error)") }
    }

    /// A token's text, or its description's `content`.
    private static func content(of token: JSONValue?) -> String? {
        token?.stringValue ?? token?["content"]?.stringValue
    }
}

extension GGUFVocabulary {
    /// What the tokenizer's room takes of the metadata.
    ///
    /// - Throws: ``ModelFolderError`` for a token that is no UTF-8.
    public init(_ parts: GGUFTokenizer, file: String) throws(ModelFolderError) {
        func texts(_ list: [[UInt8]], _ field: String) throws(ModelFolderError) -> [String] {
            var texts: [String] = []
            texts.reserveCapacity(list.count)
            for bytes in list {
                guard let text = String(validating: bytes, as: UTF8.self) else {
                    throw .unsupported(file: file, field: field, value: "that is no UTF-8")
                }
                texts.append(text)
            }
            return texts
        }
        self.init(
            model: parts.model, pre: parts.pre,
            tokens: try texts(parts.tokens, "tokenizer.ggml.tokens"),
            tokenTypes: parts.tokenTypes.map { Int32(clamping: $0) })
        merges = try texts(parts.merges, "tokenizer.ggml.merges")
        scores = parts.scores
        beginning = parts.beginTokenID
        end = parts.endTokenID
        unknown = parts.unknownTokenID
        addsBeginning = parts.addsBeginToken
        addsEnd = parts.addsEndToken
        addsSpacePrefix = parts.addsSpacePrefix
    }
}
