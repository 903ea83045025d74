package import Machine

extension OperationError.Code {
    /// No base model, or an incomplete one.
    package static let noModel = Self("noModel")
    /// Training could not begin; the next start may try again.
    package static let notStarted = Self("notStarted")
    /// Training reached numbers that are not finite.
    package static let diverged = Self("diverged")
    /// The evaluation's verdict leaves no model: the gate refused nearly all rows.
    package static let evaluationRefused = Self("evaluationRefused")
}
