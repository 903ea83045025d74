import Wire

/// The header of a safetensors file, held against the size of the data behind it.
struct SafetensorsHeader {
    let tensors: [SafetensorsFile.Tensor]
    let metadata: [(key: String, value: String)]

    /// Where the format keeps texts; its bytes alone are no tensor's name.
    static let metadataName: ByteName = "__metadata__"

    /// Bytes of one element of each type that the format knows in whole bytes.
    private static let widths: [String: Int] = [
        "BOOL": 1, "U8": 1, "I8": 1, "F8_E4M3": 1, "F8_E5M2": 1, "U16": 2, "I16": 2, "F16": 2,
        "BF16": 2, "U32": 4, "I32": 4, "F32": 4, "U64": 8, "I64": 8, "F64": 8,
    ]

    init(json: [UInt8], dataSize: Int) throws(SafetensorsError) {
        let header: JSONValue
        do {
            header = try JSONValue(parsing: json, limit: SafetensorsFile.headerLimit)
        } catch .duplicateKey(let offset) {
            throw .duplicateName(offset: offset)
        } catch {
            throw .malformedHeader(error)
        }
        guard let members = header.members, json.first == UInt8(ascii: "{") else {
            throw .invalidHeader
        }
        var tensors: [SafetensorsFile.Tensor] = []
        var metadata: [(key: String, value: String)] = []
        for (name, value) in members {
            if ByteName(name) == Self.metadataName {
                metadata = try Self.metadata(value)
            } else {
                tensors.append(try Self.tensor(name, value, dataSize: dataSize))
            }
        }
        try Self.checkCoverage(tensors, dataSize: dataSize)
        self.tensors = tensors.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        self.metadata = metadata
    }

    private static func metadata(
        _ value: JSONValue
    ) throws(SafetensorsError) -> [(key: String, value: String)] {
        guard let members = value.members else { throw .invalidHeader }
        var texts: [(key: String, value: String)] = []
        for (key, value) in members {
            guard let text = value.stringValue else { throw .invalidHeader }
            texts.append((key, text))
        }
        return texts
    }

    private static func tensor(
        _ name: String, _ entry: JSONValue, dataSize: Int
    ) throws(SafetensorsError) -> SafetensorsFile.Tensor {
        guard let members = entry.members, members.count == 3,
            let type = entry["dtype"]?.stringValue,
            let shape = sizes(entry["shape"]),
            let offsets = sizes(entry["data_offsets"]), offsets.count == 2
        else { throw .invalidEntry(name) }
        guard let width = widths[type] else {
            throw .unknownElementType(tensor: name, type: type)
        }
        var size = width
        for dimension in shape {
            let (product, overflows) = size.multipliedReportingOverflow(by: dimension)
            guard !overflows else { throw .sizeOverflow(name) }
            size = product
        }
        guard offsets[0] <= offsets[1], offsets[1] <= dataSize else {
            throw .offsetsOutOfRange(name)
        }
        guard offsets[1] - offsets[0] == size else { throw .sizeMismatch(name) }
        return SafetensorsFile.Tensor(
            name: name, elementType: type, shape: shape, bytes: offsets[0]..<offsets[1])
    }

    /// An array of integers from 0 up.
    private static func sizes(_ value: JSONValue?) -> [Int]? {
        guard let elements = value?.arrayValue else { return nil }
        let sizes = elements.compactMap { $0.integerValue.flatMap(Int.init(exactly:)) }
        return sizes.count == elements.count && sizes.allSatisfy { $0 >= 0 } ? sizes : nil
    }

    /// Every byte of the data belongs to exactly one tensor.
    private static func checkCoverage(
        _ tensors: [SafetensorsFile.Tensor], dataSize: Int
    ) throws(SafetensorsError) {
        var end = 0
        let inOrder = tensors.sorted {
            ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
        }
        for tensor in inOrder {
            guard tensor.bytes.lowerBound >= end else { throw .overlap(tensor.name) }
            guard tensor.bytes.lowerBound == end else { throw .gap(before: tensor.name) }
            end = tensor.bytes.upperBound
        }
        guard end == dataSize else { throw .gap(before: nil) }
    }
}
