internal import LedgerStorage
internal import Machine
internal import ModelFactory

/// Traces answers to rows on a thread of its own, while the next questions are computed.
actor AnswerTracer {
    private let thread = DedicatedThread(name: "attribution")
    nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    /// An answer with its attribution.
    func reply(to answer: AnswerComposer.Untraced, of model: ServedModel) -> AnswerComposer.Reply {
        model.composer.reply(to: answer)
    }
}
