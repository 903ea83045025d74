internal import LanguageModels
package import Tensors
internal import Wire

/// A classification head as a safetensors file: `weight` [classes, width] and `bias` [classes].
package enum HeadFile {
    package static func bytes(_ head: SoftmaxRegression.Parameters) -> [UInt8] {
        SafetensorsFile.encoded(
            [
                ("bias", [head.bias.count], head.bias),
                ("weight", [head.weights.rows, head.weights.columns], head.weights.values),
            ], metadata: [])
    }

    package static func read(_ bytes: [UInt8], classes: Int, width: Int) throws
        -> SoftmaxRegression.Parameters
    {
        let file = try SafetensorsFile(bytes: bytes)
        return SoftmaxRegression.Parameters(
            weights: Matrix(
                rows: classes, columns: width,
                values: try file.floats("weight", shape: [classes, width])),
            bias: try file.floats("bias", shape: [classes]))
    }
}
