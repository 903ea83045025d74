package import Machine

extension OperationError.Code {
    /// No base model, or an incomplete one.
    package static let noModel = Self("noModel")
    /// Training reached numbers that are not finite.
    package static let diverged = Self("diverged")
}
