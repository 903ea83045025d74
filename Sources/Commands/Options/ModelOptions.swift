internal import ArgumentParser

/// `--model DIR`: the folder of a base model.
struct ModelOptions: ParsableArguments {
    @Option(
        name: .customLong("model"),
        help: ArgumentHelp(
            "The base model's folder, as Hugging Face writes it. (default: OPENLEDGER_MODEL, else "
                + "where 'make build' put it)", valueName: "dir"))
    var path: String?

    /// The folder.
    ///
    /// - Throws: `NodeError` when there is none.
    func folder(_ settings: ProcessSettings) throws -> String {
        try settings.modelFolder(named: path)
    }
}
