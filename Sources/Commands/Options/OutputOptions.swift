internal import ArgumentParser
internal import Wire

/// `--json`: one object on standard output and nothing else.
struct OutputOptions: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print one JSON object instead of text.")
    var isJSON = false

    /// Prints a result in the form that was asked for.
    func show(_ json: @autoclosure () -> JSONValue, _ lines: @autoclosure () -> [String]) {
        if isJSON {
            StandardOutput.line(json().text)
        } else {
            for line in lines() { StandardOutput.line(line) }
        }
    }
}
