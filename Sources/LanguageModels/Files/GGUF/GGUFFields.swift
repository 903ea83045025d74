/// A GGUF file's metadata, read key by key with errors that name file and key.
struct GGUFFields {
    let file: GGUFFile

    func has(_ key: String) -> Bool { file.value(key) != nil }

    func integer(
        _ key: String, in range: ClosedRange<Int64>, default: Int? = nil
    ) throws(ModelFolderError) -> Int {
        guard let value = file.value(key) else {
            if let `default` { return `default` }
            throw invalid(key)
        }
        // A value for each layer, where the layers do not differ.
        let number: Int?
        if let array = value.arrayValue {
            number = array.values(within: GGUFFile.countLimit).flatMap { values in
                values.allSatisfy { $0 == values.first } ? values.first?.integerValue : nil
            }
        } else {
            number = value.integerValue
        }
        guard let number, range.contains(Int64(number)) else { throw invalid(key) }
        return number
    }

    func number(
        _ key: String, in range: ClosedRange<Double>, default: Double? = nil
    ) throws(ModelFolderError) -> Double {
        guard let value = file.value(key) else {
            if let `default` { return `default` }
            throw invalid(key)
        }
        guard let number = value.doubleValue, range.contains(number) else { throw invalid(key) }
        return number
    }

    func boolean(_ key: String) throws(ModelFolderError) -> Bool? {
        guard let value = file.value(key) else { return nil }
        guard let flag = value.booleanValue else { throw invalid(key) }
        return flag
    }

    func text(_ key: String) throws(ModelFolderError) -> String? {
        guard let value = file.value(key) else { return nil }
        guard let text = value.textValue else { throw invalid(key) }
        return text
    }

    /// The id of a token of a vocabulary; nil where the key is absent.
    func token(_ key: String, vocabularySize: Int) throws(ModelFolderError) -> Int32? {
        guard has(key) else { return nil }
        return Int32(try integer(key, in: 0...Int64(vocabularySize - 1)))
    }

    func invalid(_ key: String) -> ModelFolderError {
        .invalidField(file: file.name, field: key)
    }

    func unsupported(_ key: String, _ value: String) -> ModelFolderError {
        .unsupported(file: file.name, field: key, value: value)
    }
}
