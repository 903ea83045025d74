/// The order of a head's rows in a GGUF file.
///
/// Element i of a head turns with element i + headSize / 2. llama.cpp's conversion of Llama's
/// models puts such two next to each other: its row 2·i of a head is row i of Hugging Face, and its
/// row 2·i + 1 is row i + headSize / 2. Other architectures keep Hugging Face's order.
extension DecoderWeights {
    /// Where in a GGUF file a row of Hugging Face's order lies; nil where it is the same row.
    func headOrder(_ tensor: DecoderTensor) -> ((Int) -> Int)? {
        guard configuration.architecture == .llama, case .layer(_, let part) = tensor,
            [.query, .key, .queryBias, .keyBias].contains(part)
        else { return nil }
        let size = configuration.headSize
        return { row in
            let (half, index) = (row % size).quotientAndRemainder(dividingBy: size / 2)
            return row / size * size + 2 * index + half
        }
    }

    /// The elements of some rows, in Hugging Face's order; a vector has rows of one element.
    ///
    /// - Precondition: the tensor is one of ``DecoderTensor/all(of:)`` and has these rows.
    /// - Throws: ``ModelFolderError``, also for an element that is not finite.
    func floats(
        _ tensor: DecoderTensor, rows: Range<Int>, in file: GGUFFile
    ) throws(ModelFolderError) -> [Float] {
        let found = try entry(tensor, file)
        let isVector = found.shape.count == 1
        let columns = isVector ? 1 : found.columns
        // Rows keep to their heads: whole heads hold all of them.
        let size = configuration.headSize
        let order = headOrder(tensor)
        let heads =
            order == nil
            ? rows
            : rows.lowerBound / size * size..<(rows.upperBound + size - 1) / size * size
        let values: [Float]
        do {
            values = try file.floats(found, rows: isVector ? 0..<1 : heads)
        } catch {
            throw .gguf(error)
        }
        let first = isVector ? 0 : heads.lowerBound
        guard let order else {
            return Array(
                values[(rows.lowerBound - first) * columns..<(rows.upperBound - first) * columns])
        }
        var picked: [Float] = []
        picked.reserveCapacity(rows.count * columns)
        for row in rows {
            let place = (order(row) - first) * columns
            picked += values[place..<place + columns]
        }
        return picked
    }

    /// The GGUF file's entry for a tensor.
    func entry(
        _ tensor: DecoderTensor, _ file: GGUFFile
    ) throws(ModelFolderError) -> GGUFFile.Tensor {
        guard let entry = file.tensor(tensor.nameInGGUF) else {
            throw .gguf(.missing(tensor.nameInGGUF))
        }
        return entry
    }
}
